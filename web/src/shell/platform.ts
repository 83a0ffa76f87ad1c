// What the keys are called where the browser runs.
export const control = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
