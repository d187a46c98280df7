using System.Text;
using CsCheck;
using PassiveDns.Formats.Dns;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class PublicSuffixListTests
{
    // As the list's maintainers test it, tests/test_psl.txt (public domain); what is no name in wire format is left out: null, a dot in front, U-labels.
    public static TheoryData<string, string, string> Vectors => new()
    {
        { "Mixed case", "COM", "" },
        { "Mixed case", "example.COM", "example.com" },
        { "Mixed case", "WwW.example.COM", "example.com" },
        { "Unlisted TLD", "example", "" },
        { "Unlisted TLD", "example.example", "example.example" },
        { "Unlisted TLD", "b.example.example", "example.example" },
        { "Unlisted TLD", "a.b.example.example", "example.example" },
        { "TLD with only 1 rule", "biz", "" },
        { "TLD with only 1 rule", "domain.biz", "domain.biz" },
        { "TLD with only 1 rule", "b.domain.biz", "domain.biz" },
        { "TLD with only 1 rule", "a.b.domain.biz", "domain.biz" },
        { "TLD with some 2-level rules", "com", "" },
        { "TLD with some 2-level rules", "example.com", "example.com" },
        { "TLD with some 2-level rules", "b.example.com", "example.com" },
        { "TLD with some 2-level rules", "a.b.example.com", "example.com" },
        { "TLD with some 2-level rules", "uk.com", "" },
        { "TLD with some 2-level rules", "example.uk.com", "example.uk.com" },
        { "TLD with some 2-level rules", "b.example.uk.com", "example.uk.com" },
        { "TLD with some 2-level rules", "a.b.example.uk.com", "example.uk.com" },
        { "TLD with some 2-level rules", "test.ac", "test.ac" },
        { "TLD with only 1 (wildcard) rule", "mm", "" },
        { "TLD with only 1 (wildcard) rule", "c.mm", "" },
        { "TLD with only 1 (wildcard) rule", "b.c.mm", "b.c.mm" },
        { "TLD with only 1 (wildcard) rule", "a.b.c.mm", "b.c.mm" },
        { "More complex TLD", "jp", "" },
        { "More complex TLD", "test.jp", "test.jp" },
        { "More complex TLD", "www.test.jp", "test.jp" },
        { "More complex TLD", "ac.jp", "" },
        { "More complex TLD", "test.ac.jp", "test.ac.jp" },
        { "More complex TLD", "www.test.ac.jp", "test.ac.jp" },
        { "More complex TLD", "kyoto.jp", "" },
        { "More complex TLD", "test.kyoto.jp", "test.kyoto.jp" },
        { "More complex TLD", "ide.kyoto.jp", "" },
        { "More complex TLD", "b.ide.kyoto.jp", "b.ide.kyoto.jp" },
        { "More complex TLD", "a.b.ide.kyoto.jp", "b.ide.kyoto.jp" },
        { "More complex TLD", "c.kobe.jp", "" },
        { "More complex TLD", "b.c.kobe.jp", "b.c.kobe.jp" },
        { "More complex TLD", "a.b.c.kobe.jp", "b.c.kobe.jp" },
        { "More complex TLD", "city.kobe.jp", "city.kobe.jp" },
        { "More complex TLD", "www.city.kobe.jp", "city.kobe.jp" },
        { "TLD with a wildcard rule and exceptions", "ck", "" },
        { "TLD with a wildcard rule and exceptions", "test.ck", "" },
        { "TLD with a wildcard rule and exceptions", "b.test.ck", "b.test.ck" },
        { "TLD with a wildcard rule and exceptions", "a.b.test.ck", "b.test.ck" },
        { "TLD with a wildcard rule and exceptions", "www.ck", "www.ck" },
        { "TLD with a wildcard rule and exceptions", "www.www.ck", "www.ck" },
        { "US K12", "us", "" },
        { "US K12", "test.us", "test.us" },
        { "US K12", "www.test.us", "test.us" },
        { "US K12", "ak.us", "" },
        { "US K12", "test.ak.us", "test.ak.us" },
        { "US K12", "www.test.ak.us", "test.ak.us" },
        { "US K12", "k12.ak.us", "" },
        { "US K12", "test.k12.ak.us", "test.k12.ak.us" },
        { "US K12", "www.test.k12.ak.us", "test.k12.ak.us" },
        { "Same as above, but punycoded", "xn--85x722f.com.cn", "xn--85x722f.com.cn" },
        { "Same as above, but punycoded", "xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn" },
        { "Same as above, but punycoded", "www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn" },
        { "Same as above, but punycoded", "shishi.xn--55qx5d.cn", "shishi.xn--55qx5d.cn" },
        { "Same as above, but punycoded", "xn--55qx5d.cn", "" },
        { "Same as above, but punycoded", "xn--85x722f.xn--fiqs8s", "xn--85x722f.xn--fiqs8s" },
        { "Same as above, but punycoded", "www.xn--85x722f.xn--fiqs8s", "xn--85x722f.xn--fiqs8s" },
        { "Same as above, but punycoded", "shishi.xn--fiqs8s", "shishi.xn--fiqs8s" },
        { "Same as above, but punycoded", "xn--fiqs8s", "" },
    };

    public static TheoryData<string, string, string, string> Rules => new()
    {
        // why                                             rules                            name                  domain
        { "no rule: the top-level domain is a suffix",     "com",                           "a.b.test.",          "b.test." },
        { "a rule",                                        "com",                           "a.b.com.",           "b.com." },
        { "the longest rule",                              "uk\nco.uk",                     "a.b.co.uk.",         "b.co.uk." },
        { "a longer rule without the one above it",        "co.uk",                         "a.b.co.uk.",         "b.co.uk." },
        { "a wildcard stands for a label",                 "ck\n*.ck",                      "a.b.c.ck.",          "b.c.ck." },
        { "a wildcard does not stand for none",            "ck\n*.ck",                      "c.ck.",              "c.ck." },
        { "an exception",                                  "*.ck\n!www.ck",                 "a.www.ck.",          "www.ck." },
        { "an exception prevails over what is longer",     "*.ck\n!www.ck\nb.www.ck",       "a.b.www.ck.",        "www.ck." },
        { "labels below a wildcard",                       "*.ck\nx.y.ck",                  "a.x.y.ck.",          "a.x.y.ck." },
        { "a suffix is its own domain",                    "co.uk",                         "co.uk.",             "co.uk." },
        { "the root is its own domain",                    "com",                           ".",                  "." },
        { "a U-label",                                     "b\u00FCcher",                   "a.b.xn--bcher-kva.", "b.xn--bcher-kva." },
        { "letter case of rules",                          "CO.UK",                         "a.b.co.uk.",         "b.co.uk." },
        { "a rule ends at a blank",                        "co.uk   and a remark",          "a.b.co.uk.",         "b.co.uk." },
        { "a carriage return",                             "co.uk\r",                       "a.b.co.uk.",         "b.co.uk." },
        { "a remark is no rule",                           "com\n// co.uk",                 "a.b.co.uk.",         "co.uk." },
        { "any octets",                                    "com",                           "a.\\000\\255.com.",  "\\000\\255.com." },
        { "a dot in a label is no end of one",             "com",                           "a.b\\.com.com.",     "b\\.com.com." },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Finds_what_the_maintainers_find(string why, string name, string expected)
    {
        var wire = Wire(name);
        var domain = PublicSuffixList.Default.DomainOf(wire, SuffixRules.Private);
        var isSuffix = domain.Length == PublicSuffixList.Default.SuffixOf(wire, SuffixRules.Private).Length;

        Assert.True(expected == (isSuffix ? "" : DomainNameFormat.ToText(domain).TrimEnd('.')), $"{why}: {name}");
    }

    [Theory, MemberData(nameof(Rules))]
    public void Goes_by_the_rule_that_prevails(string why, string rules, string name, string domain)
    {
        var list = Parse(rules);

        Assert.True(domain == DomainNameFormat.ToText(list.DomainOf(Wire(name), SuffixRules.Private)), why);
    }

    [Theory]
    [InlineData("a.b.github.io.", "b.github.io.", "github.io.")]
    [InlineData("github.io.", "github.io.", "github.io.")]
    [InlineData("a.b.co.uk.", "b.co.uk.", "b.co.uk.")]
    [InlineData("a.b.example.compute.amazonaws.com.", "b.example.compute.amazonaws.com.", "amazonaws.com.")] // a wildcard of a company
    public void Rules_of_companies_count_or_do_not(string name, string all, string icann)
    {
        Assert.Equal(all, DomainNameFormat.ToText(PublicSuffixList.Default.DomainOf(Wire(name), SuffixRules.Private)));
        Assert.Equal(icann, DomainNameFormat.ToText(PublicSuffixList.Default.DomainOf(Wire(name), SuffixRules.Icann)));
    }

    [Fact]
    public void What_a_registry_gave_out_is_at_or_above_what_a_company_did() =>
        Gen.OneOf("com", "co", "uk", "ck", "www", "io", "github", "kawasaki", "jp", "city", "amazonaws", "compute", "x").Array[1, 6].Sample(labels =>
        {
            var name = Wire(string.Join('.', labels));
            var all = PublicSuffixList.Default.DomainOf(name, SuffixRules.Private);
            var icann = PublicSuffixList.Default.DomainOf(name, SuffixRules.Icann);

            Assert.True(DomainName.IsAtOrBelow(all, icann));
            Assert.True(icann.SequenceEqual(PublicSuffixList.Default.DomainOf(all, SuffixRules.Icann))); // so it may be asked of the other
        });

    [Fact]
    public void The_longest_names_are_looked_up()
    {
        var name = Wire(string.Concat(Enumerable.Repeat("a.", DomainName.MaxLabels - 3)) + "co.uk");

        Assert.Equal(DomainName.MaxLength, name.Length);
        Assert.Equal("a.co.uk.", DomainNameFormat.ToText(PublicSuffixList.Default.DomainOf(name, SuffixRules.Private)));
    }

    [Theory]
    [InlineData("an empty label", "com\nco..uk", 4)]
    [InlineData("a dot in front", ".uk", 0)]
    [InlineData("a wildcard that is not the first label", "a.*.uk", 0)]
    [InlineData("a wildcard with other letters", "b*.uk", 0)]
    [InlineData("an exception in the middle", "a.!b.uk", 0)]
    [InlineData("a label of 64 octets", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0)]
    [InlineData("a U-label whose A-label is too long", "\u00FC\u00FD\u00FE\u00FF\u0100\u0200\u0300\u0400\u0500\u0600\u0700\u0800\u0900\u0A00\u0B00\u0C00\u0D00\u0E00\u0F00\u1000\u2000\u3000", 0)]
    [InlineData("no rule at all", "// nothing\n", 11)]
    public void Refuses_what_is_no_list(string why, string text, long offset)
    {
        var refusal = Assert.Throws<UnreadableFileException>(() => Parse(text));

        Assert.True((offset, "my.dat") == (refusal.Offset, refusal.File), $"{why}: {refusal.Message}");
    }

    [Fact]
    public void The_list_that_is_shipped_is_the_maintainers_with_its_licence()
    {
        var text = Encoding.UTF8.GetString(PublicSuffixList.Default.Text.Span);

        Assert.StartsWith("// This Source Code Form is subject to the terms of the Mozilla Public\n// License, v. 2.0.", text, StringComparison.Ordinal);
        Assert.Equal(9_506, PublicSuffixList.Default.Rules);
        Assert.Equal(64, PublicSuffixList.Default.Sha256.Length);
    }

    [Fact]
    public void A_file_is_read()
    {
        using var folder = new TemporaryFile("uk\nco.uk\n");

        Assert.Equal(2, PublicSuffixList.Read(folder.Path).Rules);
    }

    [Fact]
    public void Octets_of_any_kind_are_a_list_or_are_refused() => Gen.Byte.Array[0, 64].Sample(octets =>
    {
        try
        {
            Assert.True(PublicSuffixList.Parse(octets, "my.dat").Rules > 0);
        }
        catch (UnreadableFileException)
        {
            // a sentence for the user
        }
    });

    private static PublicSuffixList Parse(string text) => PublicSuffixList.Parse(Encoding.UTF8.GetBytes(text), "my.dat");

    private static byte[] Wire(string name)
    {
        var wire = DomainNameFormat.Parse(name)!;
        DomainName.ToLower(wire);
        return wire;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
