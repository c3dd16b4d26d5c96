"use strict";
// The page is only a frame; its policy forbids inline scripts, so the start is here.
const place = document.getElementById("api");
SwaggerUIBundle({
  url: place.dataset.source,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
});
