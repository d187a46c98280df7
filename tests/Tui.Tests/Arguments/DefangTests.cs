using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class DefangTests
{
    public static TheoryData<string, string, string> Texts => new()
    {
        // why                         text                                  defanged
        { "a name",                    "example.com",                        "example[.]com" },
        { "the last dot is enough",    "www.example.com",                    "www.example[.]com" },
        { "not the final one",         "www.example.com.",                   "www.example[.]com." },
        { "nor one inside a label",    @"example.a\.com.",                   @"example[.]a\.com." },
        { "a wildcard",                "*.example.com",                      "*.example[.]com" },
        { "an address",                "192.0.2.1",                          "192.0.2[.]1" },
        { "a network",                 "192.0.2.0/24",                       "192.0.2[.]0/24" },
        { "IPv6",                      "2001:db8::1",                        "2001:db8[:]:1" },
        { "IPv6 without a gap",        "2001:db8:1:2:3:4:5:6",               "2001:db8:1:2:3:4[:]5:6" },
        { "an IPv6 network",           "2001:db8::/32",                      "2001:db8[:]:/32" },
        { "IPv4-mapped",               "::ffff:192.0.2.1",                   "::ffff:192.0.2[.]1" },
        { "a URL",                     "http://www.example.com/a.html?b.c",  "hxxp://www.example[.]com/a.html?b.c" },
        { "in letters of any case",    "HTTPS://example.com",                "HxxPS://example[.]com" },
        { "a URL with an address",     "http://[2001:db8::1]:80/",           "hxxp://[2001:db8:[:]1]:80/" },
        { "no scheme, but a path",     "example.com/a.html",                 "example[.]com/a.html" },
        { "a classless reverse zone",  "0/25.2.0.192.in-addr.arpa.",         "0/25.2.0.192.in-addr[.]arpa." },
        { "an e-mail address",         "a.b@example.com",                    "a.b@example[.]com" },
        { "the root",                  ".",                                  "." },
        { "a top-level domain",        "com.",                               "com." },
        { "nothing",                   "",                                   "" },
        { "no indicator",              "3600",                               "3600" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Writes_what_no_program_takes_for_a_link(string why, string text, string expected)
    {
        Assert.True(expected == Defang.Text(text), $"{why}: {Defang.Text(text)}");
        Assert.Equal(expected, Defang.Text(expected));
        if (!text.Contains('\\', StringComparison.Ordinal)) Assert.Equal(text, Refang.Text(expected), ignoreCase: true);
    }

    /// <summary>Names of any octets, those that look defanged among them.</summary>
    [Fact]
    public void Refanged_it_is_the_same_name()
    {
        string[] pieces = ["[", "]", ".", "(", ")", "{", "}", "dot", "at", "@", ":", "/", "//", "\\", "hxxp", "fxp", "http", " ", "[.]", "[dot]", "\u200b", "\u3002", "\u00e9", "a", "-", "\0", "\"", "<", ">", "#", ";"];
        var random = new Random(6);
        for (var round = 0; round < 100_000; round++)
        {
            var name = new List<byte>();
            for (var labels = random.Next(5); labels > 0; labels--)
            {
                var label = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)])));
                name.AddRange([(byte)label.Length, .. label]);
            }

            byte[] wire = [.. name, 0];
            var defanged = Defang.Name(wire);
            Assert.Equal(wire, DomainNameFormat.Parse(Refang.Text(defanged)));
            Assert.Equal(defanged, Defang.Text(defanged));
        }
    }
}
