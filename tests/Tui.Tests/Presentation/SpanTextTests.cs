using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class SpanTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.25, "250 ms")]
    [InlineData(1, "1 s")]
    [InlineData(1.25, "1.3 s")]
    [InlineData(90, "90 s")]
    [InlineData(300, "5 m")]
    [InlineData(5_400, "90 m")]
    [InlineData(9_000, "2.5 h")]
    [InlineData(86_400, "24 h")]
    [InlineData(3 * 86_400, "3 d")]
    [InlineData(4_000_000 * 86_400.0, "4,000,000 d")]
    public void One_unit_and_two_digits(double seconds, string text) => Assert.Equal(text, SpanText.Of(TimeSpan.FromSeconds(seconds)));
}
