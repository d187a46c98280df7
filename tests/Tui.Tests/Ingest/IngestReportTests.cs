using PassiveDns.Formats.Capture;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Ingest;

public sealed class IngestReportTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _messages = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _messages.Dispose();
    }

    [Fact]
    public void A_source_is_summed_up_and_the_total_too()
    {
        var report = new IngestReport(_output, new Messages(_messages), quiet: false);

        report.Ingested(TestSource.Of("day1.pcap"));
        report.Ingested(TestSource.Of("day2.pcap", new FileDamage(700, "expected a record of 98 octets, found the end of the file after 18")));
        report.AlreadyKnown("copy.pcap", TestSource.Of("day1.pcap"));
        report.Refused("letter.txt", "letter.txt, octet 0: expected a capture, found text.");
        report.Total(TimeSpan.FromSeconds(2), "case.pdns: 2 sources");

        Assert.Equal(
            """
            day1.pcap  pcap, 1.2 kB, 2026-03-01T10:00:00Z .. 2026-03-01T10:04:31Z
              3 frames = 1 response + 1 query + 1 not DNS
              2 messages = 1 query + 1 matched response
              1 observation of RRsets
            day2.pcap  pcap, 1.2 kB, 2026-03-01T10:00:00Z .. 2026-03-01T10:04:31Z
              3 frames = 1 response + 1 query + 1 not DNS
              2 messages = 1 query + 1 matched response
              1 observation of RRsets
            copy.pcap: already in the archive (same SHA-256 as day1.pcap, ingested 2026-03-01T21:20:01Z)
            total  2 sources ingested, 1 already known, 1 refused
              6 frames = 2 responses + 2 queries + 2 not DNS
              4 messages = 2 queries + 2 matched responses
              2 observations of RRsets
              2.5 kB in 2.0 s: 3 packets/s, 0.0 MB/s
            case.pdns: 2 sources

            """.ReplaceLineEndings("\n"),
            _output.ToString());
        Assert.Equal(
            """
            day2.pcap, octet 700: expected a record of 98 octets, found the end of the file after 18. What could be read is kept.
            letter.txt, octet 0: expected a capture, found text.

            """.ReplaceLineEndings("\n"),
            _messages.ToString());
    }

    [Fact]
    public void Quiet_leaves_only_what_went_wrong()
    {
        var report = new IngestReport(_output, new Messages(_messages), quiet: true);

        report.Ingested(TestSource.Of("day1.pcap"));
        report.AlreadyKnown("copy.pcap", null);
        report.Refused("none.pcap", "there is no such file or folder");
        report.Total(TimeSpan.FromSeconds(2), "case.pdns");

        Assert.Equal("", _output.ToString());
        Assert.Equal("none.pcap: there is no such file or folder\n", _messages.ToString());
    }
}
