"""The view set of customers with its role check, and the addresses."""
from django.urls import include, path
from rest_framework import pagination, permissions, routers, serializers, viewsets
from rest_framework_simplejwt.views import TokenObtainPairView

from crm.models import Customer


class IsAdminOrSales(permissions.BasePermission):
    def has_permission(self, request, view):
        return request.user.role in ("admin", "sales")


# The original had no pages: 100,000 customers were one answer. Pages by cursor are the cheapest the framework has.
class Pages(pagination.CursorPagination):
    ordering = "id"
    page_size_query_param = "page_size"
    max_page_size = 1000


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = "__all__"


class CustomerViewSet(viewsets.ModelViewSet):
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    permission_classes = [IsAdminOrSales]
    pagination_class = Pages


router = routers.DefaultRouter()
router.register("customers", CustomerViewSet)
urlpatterns = [path("api/token/", TokenObtainPairView.as_view()), path("api/", include(router.urls))]
