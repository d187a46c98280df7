using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class NameTextTests
{
    public static TheoryData<string, string, string> Names => new()
    {
        // why                    name                        text
        { "plain",                "www.example.com.",         "www.example.com." },
        { "in another script",    "xn--bcher-kva.example.",   "xn--bcher-kva.example. (bücher.example.)" },
        { "a look-alike",         "xn--80ak6aa92e.com.",      "xn--80ak6aa92e.com. (аррӏе.com., looks like apple.com.)" },
        { "mixed scripts",        "xn--pple-43d.com.",        "xn--pple-43d.com. (аpple.com., looks like apple.com.)" },
        { "no A-label",           "xn--a.com.",               "xn--a.com." },
    };

    [Theory, MemberData(nameof(Names))]
    public void People_see_what_a_name_says(string why, string name, string text) =>
        Assert.True(text == NameText.Of(DomainNameFormat.Parse(name)!, default), $"{why}: {NameText.Of(DomainNameFormat.Parse(name)!, default)}");

    [Fact]
    public void All_forms_of_a_name_are_defanged() => Assert.Equal(
        "xn--bcher-kva[.]example (bücher[.]example.)", NameText.Of(DomainNameFormat.Parse("xn--bcher-kva.example.")!, new OwnerForm(false, IsChomped: true, IsDefanged: true)));
}
