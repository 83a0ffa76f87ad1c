// Starts Swagger UI (Apache License 2.0, see LICENSE.txt beside this file) on the description that this server answers.
addEventListener("DOMContentLoaded", () =>
    SwaggerUIBundle({
        url: "/api/schema/",
        dom_id: "#docs",
        presets: [SwaggerUIBundle.presets.apis],
        layout: "BaseLayout",
        validatorUrl: null, // it would tell a foreign server of ours
        deepLinking: true,
        docExpansion: "none",
        filter: true,
    }));
