using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class RefangTests
{
    [Theory]
    [InlineData("example[.]com", "example.com")]
    [InlineData("www[.]example[.]com", "www.example.com")]
    [InlineData("example(.)com", "example.com")]
    [InlineData("example{.}com", "example.com")]
    [InlineData("example[dot]com", "example.com")]
    [InlineData("example(DOT)com", "example.com")]
    [InlineData("example {dot} com", "example.com")]
    [InlineData("example dot com", "example.com")]
    [InlineData("example [.] com", "example.com")]
    [InlineData("example[ . ]com", "example.com")]
    [InlineData(@"example\.com", "example.com")]
    [InlineData("example\u3002com", "example.com")]
    [InlineData("example\uFF0Ecom", "example.com")]
    [InlineData("ex\u200Bample.com\uFEFF", "example.com")]
    [InlineData("ｅｘａｍｐｌｅ.com", "example.com")]
    [InlineData("2001:db8[:]:1", "2001:db8::1")]
    [InlineData("2001[:]db8[:][:]1", "2001:db8::1")]
    [InlineData("hxxp://example[.]com/a", "http://example.com/a")]
    [InlineData("hXXps://example.com", "https://example.com")]
    [InlineData("HXXP://example.com", "http://example.com")]
    [InlineData("h**p://example.com", "http://example.com")]
    [InlineData("hxxps[:]//example.com", "https://example.com")]
    [InlineData("hxxp[://]example.com", "http://example.com")]
    [InlineData("hxxp:[//]example.com", "http://example.com")]
    [InlineData("hxxp[:][/][/]example.com", "http://example.com")]
    [InlineData(@"http:\/\/example.com\/a", "http://example.com/a")]
    [InlineData("fxp://example.com", "ftp://example.com")]
    [InlineData("a[at]example.com", "a@example.com")]
    [InlineData("a (at) example [dot] com", "a@example.com")]
    [InlineData("a[@]example.com", "a@example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("[2001:db8::1]:53", "[2001:db8::1]:53")]
    [InlineData(@"a\032b\046c.example.", @"a\032b\046c.example.")]
    [InlineData("hxxp.example", "hxxp.example")]
    [InlineData("dot.example", "dot.example")]
    [InlineData("", "")]
    public void Undoes(string defanged, string text) => Assert.Equal(text, Refang.Text(defanged));

    /// <summary>Texts on which a careless expression would take the square of their length, and this test would not end.</summary>
    [Theory]
    [InlineData(" ")]
    [InlineData("[")]
    [InlineData("[ ")]
    [InlineData(" dot")]
    [InlineData("h")]
    [InlineData("[.")]
    [InlineData(":[/")]
    public void Long_texts_take_no_more_than_their_length(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, IndicatorList.MaxLineLength));
        Assert.InRange(Refang.Text(text).Length, 1, text.Length);
    }
}
