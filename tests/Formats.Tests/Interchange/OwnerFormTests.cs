using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using Xunit;

namespace PassiveDns.Formats.Tests.Interchange;

public class OwnerFormTests
{
    public static TheoryData<string, bool, bool, string> Forms => new()
    {
        // name              reversed chomped text
        { "www.example.com.", false, false, "www.example.com." },
        { "www.example.com.", false, true,  "www.example.com" },
        { "www.example.com.", true,  false, ".com.example.www" },
        { "www.example.com.", true,  true,  "com.example.www" },
        { ".",                false, true,  "." },
        { ".",                true,  true,  "." },
        { "com.",             true,  true,  "com" },
        { @"a\.b.\000.",      true,  true,  @"\000.a\.b" },
    };

    [Theory, MemberData(nameof(Forms))]
    public void Writes_owners_as_dnsdbqs_transforms_do(string name, bool isReversed, bool isChomped, string expected)
    {
        Span<byte> text = stackalloc byte[DomainNameFormat.MaxTextLength];

        var written = new OwnerForm(isReversed, isChomped).Write(DomainNameFormat.Parse(name)!, text);

        Assert.Equal(expected, Encoding.ASCII.GetString(text[..written]));
    }

    [Fact]
    public void The_longest_name_fits()
    {
        var name = new byte[255];
        for (var at = 0; at < 254; at += 64) name[at] = (byte)Math.Min(63, 253 - at);
        Span<byte> text = stackalloc byte[DomainNameFormat.MaxTextLength];

        Assert.Equal(DomainNameFormat.Write(name, text), new OwnerForm(IsReversed: true, IsChomped: false).Write(name, text));
    }
}
