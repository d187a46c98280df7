using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.Tests.Records;
using Xunit;

namespace PassiveDns.Formats.Tests.Interchange;

public class DnsdbTextTests
{
    [Fact]
    public void Writes_comments_and_a_line_for_each_record()
    {
        var output = new ArrayBufferWriter<byte>();
        new DnsdbText().Write(RRsets.Make("www.example.com.", RRType.A, 2, [[192, 0, 2, 1], [192, 0, 2, 2]]), output);

        Assert.Equal(
            """
            ;; record times: 2026-11-23T09:14:00Z .. 2026-11-23T09:14:09Z (10s)
            ;; count: 3; bailiwick: example.com.
            www.example.com.  A  192.0.2.1
            www.example.com.  A  192.0.2.2


            """.ReplaceLineEndings("\n"),
            Encoding.ASCII.GetString(output.WrittenSpan));
    }

    /// <summary>What dnsdbq 2.6.4 prints for the same times.</summary>
    public static TheoryData<long, string> Durations => new()
    {
        { 1, "1s" }, { 59, "59s" }, { 60, "1m" }, { 61, "1m 1s" }, { 3_599, "59m 59s" }, { 3_600, "1h" }, { 3_661, "1h 1m 1s" }, { 86_399, "23h 59m 59s" },
        { 86_400, "~1d" }, { 86_401, "~1d" }, { 90_000, "~1d 1h" }, { 90_061, "~1d 1h 1m" }, { 604_800, "~7d" }, { 31_535_999, "~364d 23h 59m" },
        { 31_536_000, "~1y" }, { 31_536_001, "~1y" }, { 31_622_400, "~1y ~1d" }, { 31_626_060, "~1y ~1d" }, { 63_072_000, "~2y" },
    };

    [Theory, MemberData(nameof(Durations))]
    public void Durations_are_as_coarse_as_they_are_long(long seconds, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var window = new TimeWindow(1_000_000, 1_000_000 + ((seconds - 1) * 1_000), 1);
        new DnsdbText().Write(RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]], RRsets.Once with { Window = window }), output);

        Assert.Contains($"Z ({expected})\n", Encoding.ASCII.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_that_needs_saying_is_said()
    {
        var output = new ArrayBufferWriter<byte>();
        new DnsdbText { WithStatus = true }.Write(
            RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]], RRsets.Once with { Status = SightingStatus.Conflicting }), output);

        Assert.Contains(";; count: 3; status: conflicting\n", Encoding.ASCII.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }
}
