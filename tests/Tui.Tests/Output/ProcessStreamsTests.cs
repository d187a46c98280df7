using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class ProcessStreamsTests
{
    [Theory]
    [InlineData("no locale at all: today's terminals take UTF-8", null, false)]
    [InlineData("the usual one", "en_GB.UTF-8", false)]
    [InlineData("as some write it", "de_DE.utf8", false)]
    [InlineData("with a modifier", "ca_ES.UTF-8@valencia", false)]
    [InlineData("C", "C", true)]
    [InlineData("C with UTF-8", "C.UTF-8", false)]
    [InlineData("POSIX", "POSIX", true)]
    [InlineData("another encoding", "de_DE.ISO-8859-1", true)]
    public void A_locale_asks_for_other_characters_than_those_of_UTF8(string why, string? locale, bool expected) =>
        Assert.True(expected == ProcessStreams.IsLocaleAscii(locale), why);
}
