from django.db import migrations

TEXT = (
    "Tôi đồng ý để cơ quan chủ quản cổng thông tin này lưu và sử dụng họ tên, số điện thoại, nội dung ý kiến và mã của "
    "địa chỉ mạng tôi dùng để xem xét, đăng, trả lời ý kiến và ngăn việc gửi quấy rối, trong thời hạn nêu tại trang "
    "Quyền riêng tư. Họ tên và ý kiến có thể được đăng công khai dưới bài viết; số điện thoại không công khai. Tôi có "
    "quyền yêu cầu xem dữ liệu của mình, rút lại ý kiến hoặc yêu cầu xoá dữ liệu bất cứ lúc nào."
)


def create(apps, schema_editor):
    ConsentText = apps.get_model("comments", "ConsentText")
    if not ConsentText.objects.exists():
        ConsentText.objects.create(text=TEXT)


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
