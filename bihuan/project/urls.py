"""Where the windows are."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("bihuan.windows.desk.urls")),
    path("field/", include("bihuan.windows.desk.field.urls")),
    path("api/", include("bihuan.windows.api.urls")),
    path("hall/", include("bihuan.windows.hall.urls")),
    path("live/", include("bihuan.windows.live.urls")),
    path("look/", include("bihuan.windows.look.urls")),
    path("", include("bihuan.windows.portal.urls")),
]
