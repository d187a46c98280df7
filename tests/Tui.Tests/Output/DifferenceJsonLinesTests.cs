using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class DifferenceJsonLinesTests
{
    [Fact]
    public void Each_line_is_an_RRset_with_its_change_its_side_and_the_sources_of_that_side()
    {
        using var output = new MemoryStream();
        using var writer = new DifferenceJsonLines(output, [TestSource.Of("monday.pcap")], [TestSource.Of("tuesday.pcap")]);
        var (gone, here) = (TestRRset.Of("a.test", RRType.A, "c0000201", 60, 61, 2), TestRRset.Of("a.test", RRType.A, "c0000202", 70, 71, 3));

        writer.Write(new RRsetDifference(RRsetChange.Changed, IsLater: false, gone));
        writer.Write(new RRsetDifference(RRsetChange.Changed, IsLater: true, here));
        writer.Write(new RRsetDifference(RRsetChange.Vanished, IsLater: false, gone));
        writer.Write(new RRsetDifference(RRsetChange.Appeared, IsLater: true, here));

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(
            ["changed old 192.0.2.1 monday.pcap", "changed new 192.0.2.2 tuesday.pcap", "vanished old 192.0.2.1 monday.pcap", "appeared new 192.0.2.2 tuesday.pcap"],
            lines.Select(line => $"{line.GetProperty("change")} {line.GetProperty("side")} {line.GetProperty("rdata")[0]} {line.GetProperty("sightings")[0].GetProperty("path")}"));
    }
}
