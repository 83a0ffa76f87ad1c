// English: the page of a customer, in plain words.
export const portal = {
    title: "Your page",
    hello: "Hello, %{name}",
    agreed: "What we talked about",
    nothing: "Nothing is here yet. Once we have talked, you can read here what we agreed on, and write back to us.",
    unlinked: "Your account does not belong to a customer of ours yet. Please ask us to connect it.",
    you_wrote: "You wrote to us",
    next: "What comes next:",
    older: "Show more",
    write: {
        title: "Write to us",
        for: "For",
        label: "Your message",
        send: "Send",
        sent: "Sent. We will get back to you.",
        empty: "Please write something first.",
    },
};
