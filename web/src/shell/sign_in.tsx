// The page on which one signs in.
import { useTranslate } from "ra-core";
import { Navigate, useNavigate, useSearchParams } from "react-router-dom";
import { queryClient } from "../api/cache";
import { accessToken } from "../api/session";
import { FrontPage } from "./front_page";
import { SignInForm } from "./sign_in_form";

/** Only addresses of our own pages. */
function ownPath(to: string | null): string {
    return to?.startsWith("/") && !to.startsWith("//") && !to.startsWith("/\\") ? to : "/";
}

export function SignIn() {
    const translate = useTranslate();
    const navigate = useNavigate();
    const [search] = useSearchParams();
    const to = ownPath(search.get("to"));
    if (accessToken()) return <Navigate to={to} replace />;
    return (
        <FrontPage title={translate("app.signin.title")}>
            <SignInForm
                onDone={() => {
                    queryClient.clear();
                    void navigate(to, { replace: true });
                }}
            />
        </FrontPage>
    );
}
