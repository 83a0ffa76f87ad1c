// Customers have their own page and their account; every other address leads them there.
import { Navigate, Outlet, useLocation } from "react-router-dom";
import { useMe } from "../../shell/signed_in";

const for_customers = ["/", "/profile"];

export function Audience() {
    const me = useMe();
    const { pathname } = useLocation();
    if (me.role === "customer" && !for_customers.includes(pathname)) return <Navigate to="/" replace />;
    return <Outlet />;
}
