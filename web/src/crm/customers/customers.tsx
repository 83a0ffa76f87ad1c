// Customers: where they stand in the menu, what their table shows, and what one does with one of them.
import { Skeleton } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { type RecordProps, register } from "../../resource/registry";
import { PhoneLink, WebsiteLink } from "./links";

const CustomerActions = lazy(() => import("./customer_actions"));
const CustomerAside = lazy(() => import("./customer_aside"));

register("customers", {
    icon: IconUsers,
    order: 1,
    key: "c",
    columns: ["name", "email", "phone", "assigned_to", "updated_at"],
    sort: { field: "name", order: "ASC" },
    Actions: (props: RecordProps) => (
        <Suspense fallback={<Skeleton width={220} height={36} />}>
            <CustomerActions {...props} />
        </Suspense>
    ),
    Aside: CustomerAside,
    among: { user: () => ({ role: "customer" }) },
    renderField: {
        phone: ({ record }) => <PhoneLink phone={record.phone as string} />,
        website: ({ record }) => <WebsiteLink website={record.website as string} />,
    },
});
