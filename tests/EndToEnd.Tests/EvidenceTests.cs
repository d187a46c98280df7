using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary><c>pdns evidence</c>: from a row back to the file, the frame and the message.</summary>
public sealed class EvidenceTests : IDisposable
{
    private const string Name = "proof.example.";
    private const long Time = 1_700_000_000_000_000_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_row_leads_to_file_hash_and_frame()
    {
        var capture = _folder.Write("tap.pcap", Capture());
        Ingest(capture);

        var result = Pdns.Run("evidence", Name, "-a", _folder.Archive);

        Assert.Equal((0, "1 RRset\n"), (result.ExitCode, result.Errors));
        Assert.Equal($"{Name} A   TTL 300 s   bailiwick not verified", result.Lines[0]);
        Assert.Equal("  frame 2 of tap.pcap, 1 time, authoritative, from 198.51.100.53", result.Lines[3]);
        Assert.Equal($"    SHA-256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(capture)))}", result.Lines[4]);
        Assert.DoesNotContain("QUESTION", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The name's letter case, EDNS and what is behind the records are in no archive: they come from the original.</summary>
    [Fact]
    public void Messages_are_shown_as_they_were_sent()
    {
        Ingest(_folder.Write("tap.pcap", Capture()));

        var lines = Pdns.Run("evidence", Name + "/A", "-m", "-a", _folder.Archive).Lines.Select(line => line.TrimEnd()).ToList();

        Assert.Contains("      ;PRoof.example. IN A", lines);
        Assert.Contains("      PRoof.example. 300 IN A 192.0.2.1", lines);
        Assert.Contains(lines, line => line.Contains("EDNS: version 0", StringComparison.Ordinal) && line.Contains("1232", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("NSID", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Another_type_has_no_evidence()
    {
        Ingest(_folder.Write("tap.pcap", Capture()));

        var result = Pdns.Run("evidence", Name + "/AAAA", "--fail-empty", "-a", _folder.Archive);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("nothing found for proof.example./AAAA", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "5300")]
    [InlineData("--any-port")]
    public void Messages_on_another_port_are_found_as_they_were_ingested(params string[] options)
    {
        Ingest([_folder.Write("tap.pcap", Capture(port: 5300)), .. options]);

        Assert.Contains("192.0.2.1", Pdns.Run("evidence", Name, "-m", "-a", _folder.Archive).Output.Split(";; ANSWER")[1], StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Lost => new()
    {
        { "changed", "the file has changed since it was ingested" },
        { "overwritten", "the file has changed since it was ingested" },
        { "deleted", "there is no such file any more" },
    };

    /// <summary>An original that is not what was ingested proves nothing: it is said, and its messages are not shown.</summary>
    [Theory, MemberData(nameof(Lost))]
    public void An_original_that_is_not_there_any_more_is_said(string how, string reason)
    {
        var octets = Capture();
        var capture = _folder.Write("tap.pcap", octets);
        Ingest(capture);
        if (how == "deleted") File.Delete(capture);
        else File.WriteAllBytes(capture, how == "changed" ? [.. octets, 0] : [1, 2, 3]);

        var result = Pdns.Run("evidence", Name, "-m", "-a", _folder.Archive);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{capture}: {reason}. Its messages are left out; its SHA-256 was ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("frame 2 of tap.pcap", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("QUESTION", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_through_standard_input_cannot_be_read_again()
    {
        Assert.Equal(0, Pdns.Run(["ingest", "-", "-q", "-a", _folder.Archive], new MemoryStream(Capture())).ExitCode);

        var result = Pdns.Run("evidence", Name, "-m", "-a", _folder.Archive);

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("-: it came through standard input and has no path. Its messages are left out", result.Errors, StringComparison.Ordinal);
    }

    /// <summary>The forged answer comes first, from another distance and without a checksum; the server's own is the one that conflicts.</summary>
    [Fact]
    public void Conflicting_answers_stand_side_by_side()
    {
        Ingest(_folder.Write("race.pcap", Race()));

        var result = Pdns.Run("evidence", Name, "--all", "--frames", "-a", _folder.Archive);

        Assert.Equal(0, result.ExitCode);
        string[] expected =
        [
            "    frame 3",
            "    2 answers to the query that frame 3 answers:",
            "      1. frame 2, IP TTL 57, UDP checksum absent, NOERROR",
            "      2. frame 3, IP TTL 64, UDP checksum ok, NOERROR",
            "         differs from 1 in: rdata",
            "           - proof.example. 300 IN A 203.0.113.66",
            "           + proof.example. 300 IN A 192.0.2.1",
        ];
        Assert.Equal(expected, result.Lines.SkipWhile(line => line != expected[0]).Take(expected.Length));
        Assert.DoesNotContain("answers to the query", Pdns.Run("evidence", Name, "--frames", "-a", _folder.Archive).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Conflicting_answers_as_JSON()
    {
        Ingest(_folder.Write("race.pcap", Race()));

        var rows = Pdns.Run("evidence", Name, "--all", "--frames", "-m", "--format", "jsonl", "-a", _folder.Archive).Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(["matched 2", "conflicting 3"], rows.Select(row => $"{row.GetProperty("status")} {Assert.Single(row.GetProperty("frames").EnumerateArray())}").OrderDescending(StringComparer.Ordinal));
        var conflicting = rows.Single(row => row.GetProperty("status").GetString() == "conflicting");
        Assert.Equal("192.0.2.1", conflicting.GetProperty("rdata")[0].GetString());
        Assert.StartsWith("0007", Assert.Single(conflicting.GetProperty("messages").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(
            """[[{"answer":1,"frame":2,"ip_ttl":57,"udp_checksum":"absent","rcode":"NOERROR"},{"answer":2,"frame":3,"ip_ttl":64,"udp_checksum":"ok","rcode":"NOERROR","differs":["rdata"],"removed":["proof.example. 300 IN A 203.0.113.66"],"added":["proof.example. 300 IN A 192.0.2.1"]}]]""",
            conflicting.GetProperty("conflicts").GetRawText());
        Assert.False(rows.Single(row => row.GetProperty("status").GetString() == "matched").TryGetProperty("conflicts", out _));
    }

    [Fact]
    public void Differences_of_an_original_that_is_gone_are_said_to_be_left_out()
    {
        var capture = _folder.Write("race.pcap", Race());
        Ingest(capture);
        File.Delete(capture);

        var text = Pdns.Run("evidence", Name, "--all", "--frames", "-a", _folder.Archive);
        var json = Pdns.Run("evidence", Name, "--all", "--frames", "--format", "jsonl", "-a", _folder.Archive);

        foreach (var result in new[] { text, json })
        {
            Assert.Equal(3, result.ExitCode);
            Assert.Contains("there is no such file any more. Its frames are left out", result.Errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("answers to the query", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("conflicts", json.Output, StringComparison.Ordinal);
        Assert.Equal(2, json.Lines.Count);
    }

    private static byte[] Race()
    {
        const string client = "192.0.2.9", server = "198.51.100.53";
        var forged = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, "cb007142").ToArray();
        var own = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, "c0000201").ToArray();
        return new PcapBuilder()
            .Add(Time, FrameBuilder.Ethernet(FrameBuilder.IPv4(client, server, 17, FrameBuilder.Udp(40_000, 53, DnsMessageBuilder.Query(7, Name).ToArray()))))
            .Add(Time, FrameBuilder.Ethernet(FrameBuilder.IPv4(server, client, 17, FrameBuilder.Udp(53, 40_000, forged), timeToLive: 57)))
            .Add(Time, FrameBuilder.Ethernet(FrameBuilder.IPv4(server, client, 17, FrameBuilder.UdpWithChecksum(server, client, 53, 40_000, own))))
            .ToArray();
    }

    private void Ingest(params string[] arguments) => Assert.Equal(0, Pdns.Run(["ingest", .. arguments, "-q", "-a", _folder.Archive]).ExitCode);

    /// <summary>A query and its response, with an NSID (RFC 5001) in its OPT record.</summary>
    private static byte[] Capture(ushort port = 53)
    {
        const string mixedCase = "PRoof.example.";
        var query = DnsMessageBuilder.Query(7, mixedCase).ToArray();
        var response = DnsMessageBuilder.Response(7, mixedCase).Answer(mixedCase, RRType.A, "c0000201")
            .Additional(".", RRType.OPT, "0003 0002 6e73", classCode: 1_232, ttl: 0).ToArray();
        return new PcapBuilder()
            .Add(Time, FrameBuilder.Ethernet(FrameBuilder.IPv4("192.0.2.9", "198.51.100.53", 17, FrameBuilder.Udp(40_000, port, query))))
            .Add(Time, FrameBuilder.Ethernet(FrameBuilder.IPv4("198.51.100.53", "192.0.2.9", 17, FrameBuilder.Udp(port, 40_000, response))))
            .ToArray();
    }
}
