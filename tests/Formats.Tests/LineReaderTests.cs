using System.Text;
using PassiveDns.Formats.Tests.Capture;
using Xunit;

namespace PassiveDns.Formats.Tests;

public class LineReaderTests
{
    public static TheoryData<string, string, string[]> Streams => new()
    {
        // why                                   octets              lines; ! is one that is too long, a star stands behind the one without line feed
        { "nothing",                             "",                 [] },
        { "a line",                              "a\n",              ["a"] },
        { "the last without its end",            "a\nb",             ["a", "b*"] },
        { "empty lines",                         "\n\na\n",          ["", "", "a"] },
        { "carriage returns",                    "a\r\n\r\nb\r",     ["a", "", "b*"] },
        { "as long as it may be",                "12345678\nb\n",    ["12345678", "b"] },
        { "one more",                            "123456789\nb\n",   ["!", "b"] },
        { "much more",                           "1234567890123456789012345678901234567890\nb\n", ["!", "b"] },
        { "much more, at the end",               "a\n1234567890123456789012345678901234567890", ["a", "!*"] },
        { "one more, at the end",                "a\n123456789",     ["a", "!*"] },
        { "too long, then empty",                "123456789\n\n",    ["!", ""] },
        { "too long, twice",                     "123456789\n1234567890123456789012\nb\n", ["!", "!", "b"] },
        { "only too long",                       "1234567890123456789012", ["!*"] },
    };

    /// <summary>However the stream comes in pieces.</summary>
    [Theory, MemberData(nameof(Streams))]
    public void Gives_each_line(string why, string octets, string[] lines)
    {
        for (var piece = 1; piece <= 12; piece++)
        {
            var reader = new LineReader(new PortionedStream(Encoding.ASCII.GetBytes(octets), piece), longest: 8);
            var read = new List<string>();
            while (reader.TryRead(out var line))
            {
                read.Add((reader.IsTooLong ? "!" : Encoding.ASCII.GetString(line)) + (reader.IsLast ? "*" : ""));
                Assert.Equal(read.Count, reader.Number);
            }

            Assert.True(lines.SequenceEqual(read), $"{why}, in pieces of {piece}: {string.Join('|', read)}");
        }
    }

    [Fact]
    public void Lines_longer_than_the_first_room_are_read()
    {
        var longLine = new string('a', 200_000);
        var reader = new LineReader(new MemoryStream(Encoding.ASCII.GetBytes($"b\n{longLine}\nc\n")), longest: 200_000);

        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out var line));
        Assert.Equal(longLine, Encoding.ASCII.GetString(line));
        Assert.True(reader.TryRead(out line));
        Assert.Equal("c", Encoding.ASCII.GetString(line));
        Assert.False(reader.TryRead(out _));
    }
}
