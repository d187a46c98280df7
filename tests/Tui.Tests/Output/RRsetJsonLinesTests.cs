using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class RRsetJsonLinesTests
{
    [Fact]
    public void A_line_is_COF_and_what_is_known_besides()
    {
        using var output = new MemoryStream();
        using var cof = new MemoryStream();
        var rrset = TestRRset.Of("www.example.com", RRType.A, "c0000201", 1_772_359_200, 1_772_359_471, 12, SightingStatus.Conflicting);

        new RRsetJsonLines(output, new OutputStyle(), [TestSource.Of("a\u202e.pcap")]).Write(rrset);
        new RRsetCof(cof, new OutputStyle()).Write(rrset);

        var line = Encoding.UTF8.GetString(output.ToArray());
        Assert.StartsWith(Encoding.UTF8.GetString(cof.ToArray()).TrimEnd('\n').TrimEnd('}'), line, StringComparison.Ordinal);
        Assert.EndsWith(
            """
            ,"status":"conflicting","sightings":[{"sha256":"0000000000000000000000000000000000000000000000000000000000000000","path":"a\u202E.pcap","time_first":1772359200,"time_last":1772359471,"count":12,"frame_first":2,"ttl_min":300,"ttl_max":3600,"status":"conflicting","vantage":"authoritative"}]}

            """.ReplaceLineEndings("\n"),
            line,
            StringComparison.Ordinal);
        JsonDocument.Parse(line).Dispose();
    }

    public static TheoryData<string, string, string> Paths => new()
    {
        { "half of a pair", "a\ud800b", "a\ufffdb" },
        { "the other half, at the end", "a\udc00", "a\ufffd" },
        { "a pair the wrong way round", "\udc00\ud800", "\ufffd\ufffd" },
        { "what was no UTF-8", "\ufffd\ufffd.pcap", "\ufffd\ufffd.pcap" },
        { "controls and quotes", "\0\e\u009b\"\\\r\n\u2028", "\0\e\u009b\"\\\r\n\u2028" },
        { "a whole pair", "😀", "😀" },
    };

    [Theory, MemberData(nameof(Paths))]
    public void Any_path_makes_valid_json_in_ascii(string why, string path, string read)
    {
        using var rrsets = new MemoryStream();
        using var sources = new MemoryStream();

        new RRsetJsonLines(rrsets, new OutputStyle(), [TestSource.Of(path)]).Write(TestRRset.Of("a", RRType.A, "c0000201", 0, 0, 1, SightingStatus.Matched));
        new SourceJsonLines(sources).Write(TestSource.Of(path));

        Assert.All(rrsets.ToArray().Concat(sources.ToArray()), octet => Assert.InRange(octet, (byte)'\n', (byte)'~'));
        using var rrset = JsonDocument.Parse(rrsets.ToArray());
        using var source = JsonDocument.Parse(sources.ToArray());
        Assert.True(read == rrset.RootElement.GetProperty("sightings")[0].GetProperty("path").GetString(), why);
        Assert.True(read == source.RootElement.GetProperty("path").GetString(), why);
    }
}
