from django.urls import path

from bihuan.windows.portal import acts, cases, home, submit, track

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("manifest.webmanifest", home.manifest, name="manifest"),
    path("submit/", submit.submit, name="submit"),
    path("code/", submit.code, name="code"),
    path("track/", track.track, name="track"),
    path("c/<slug:secret>/", cases.show, name="case"),
    path("c/<slug:secret>/done/", cases.done, name="done"),
    path("c/<slug:secret>/papers/<int:pk>/", cases.paper, name="paper"),
    path("c/<slug:secret>/<slug:verb>/", acts.act, name="act"),
]
