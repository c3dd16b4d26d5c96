from django.urls import path

from bihuan.windows.desk.outages import board, figures, new, one

urlpatterns = [
    path("", board.board, name="outages"),
    path("new/", new.announce, name="outage_new"),
    path("fault/", new.fault, name="outage_fault"),
    path("order/", new.order, name="outage_order"),
    path("figures/", figures.figures, name="outage_figures"),
    path("figures/sheet/", figures.sheet, name="outage_sheet"),
    path("<int:pk>/", one.outage, name="outage"),
    path("<int:pk>/<slug:verb>/", one.act, name="outage_act"),
]
