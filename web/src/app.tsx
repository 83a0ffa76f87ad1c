// The composition root of the web app: providers around the pages, and which page is at which address.
import { MantineProvider } from "@mantine/core";
import { CoreAdminContext, localStorageStore } from "ra-core";
import { lazy, type ReactNode, Suspense, useLayoutEffect } from "react";
import { createBrowserRouter, Navigate, Outlet, RouterProvider } from "react-router-dom";
import { authProvider } from "./api/auth_provider";
import { queryClient } from "./api/cache";
import { dataProvider } from "./api/data_provider";
import "./crm/catalogue";
import { i18nProvider } from "./i18n";
import { nonce } from "./nonce";
import { ResourceCreate, ResourceList, ResourceRecord } from "./resource/pages";
import { Home } from "./crm/home/home_or_portal";
import { LogHost } from "./crm/interactions/log_host";
import { Audience } from "./crm/portal/audience";
import { BrokenPage, MissingPage } from "./shell/error_pages";
import { useSoon } from "./shell/drawn";
import { Layout } from "./shell/layout";
import { SessionExpiry } from "./shell/session_expiry";
import { SignIn } from "./shell/sign_in";
import { SignedIn } from "./shell/signed_in";
import { Skeletons } from "./shell/skeletons";
import { Toasts } from "./shell/toasts";
import { theme, variables } from "./theme";

const Profile = lazy(() => import("./shell/profile"));
const Welcome = lazy(() => import("./shell/welcome"));
const System = lazy(() => import("./crm/admin/system"));
const Roles = lazy(() => import("./crm/admin/roles"));

const store = localStorageStore(undefined, "connectcrm");
store.removeItem("locale"); // the language is kept as "language", which is known before the first page (main.tsx)

function Providers({ children }: { children: ReactNode }) {
    return (
        <CoreAdminContext {...{ authProvider, dataProvider, i18nProvider, queryClient, store }}>
            <Soon>{children}</Soon>
            <Toasts />
            <SessionExpiry />
        </CoreAdminContext>
    );
}

function Soon({ children }: { children: ReactNode }) {
    const soon = useSoon();
    useLayoutEffect(() => {
        if (soon) document.getElementById("first")?.remove();
    }, [soon]);
    return soon && children;
}

const page = (element: ReactNode) => <Suspense fallback={<Skeletons />}>{element}</Suspense>;

const router = createBrowserRouter([
    {
        element: (
            <Providers>
                <Outlet />
            </Providers>
        ),
        errorElement: <BrokenPage />,
        children: [
            { path: "/login", element: <SignIn /> },
            { path: "/welcome/:token", element: page(<Welcome />) },
            // Where the original had its pages for administrators.
            { path: "/admin/*", element: <Navigate to="/users" replace /> },
            {
                element: (
                    <SignedIn>
                        <Layout />
                        <LogHost />
                    </SignedIn>
                ),
                children: [
                    {
                        element: <Audience />,
                        errorElement: <BrokenPage inside />,
                        children: [
                            { path: "/", element: <Home /> },
                            { path: "/profile", element: page(<Profile />) },
                            { path: "/system", element: page(<System />) },
                            { path: "/roles", element: page(<Roles />) },
                            { path: "/:resource", element: <ResourceList /> },
                            { path: "/:resource/new", element: <ResourceCreate /> },
                            { path: "/:resource/:id", element: <ResourceRecord /> },
                            { path: "*", element: <MissingPage /> },
                        ],
                    },
                ],
            },
        ],
    },
]);

export function App() {
    return (
        <MantineProvider
            theme={theme}
            cssVariablesResolver={variables}
            defaultColorScheme="auto"
            getStyleNonce={() => nonce}
        >
            <RouterProvider router={router} />
        </MantineProvider>
    );
}
