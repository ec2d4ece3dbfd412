from django.db import migrations

TEXT = (
    "Tôi đồng ý để đơn vị quản lý cổng thông tin này lưu và sử dụng họ tên, số điện thoại và nội dung ý kiến của tôi "
    "để xem xét, đăng và trả lời ý kiến. Họ tên và ý kiến có thể được đăng công khai dưới bài viết; số điện thoại "
    "không công khai. Tôi có quyền yêu cầu xem, sửa hoặc xoá dữ liệu của mình bất cứ lúc nào."
)


def create(apps, schema_editor):
    ConsentText = apps.get_model("comments", "ConsentText")
    if not ConsentText.objects.exists():
        ConsentText.objects.create(text=TEXT)


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
