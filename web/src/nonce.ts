// The nonce of this page's Content-Security-Policy, for the styles that widgets make while running.
export const nonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// Where what keeps the page from scrolling under a dialog looks for it (get-nonce, of react-remove-scroll).
Object.assign(globalThis, { __webpack_nonce__: nonce });
