using System.Buffers;
using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.Tests.Dns.RData;
using PassiveDns.Formats.Tests.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Interchange;

public class CommonOutputFormatTests
{
    private static readonly byte[] TxtWithEscapes = [5, (byte)'a', (byte)'"', (byte)'\\', 0, 255];

    [Fact]
    public void Writes_one_line_with_the_keys_in_order()
    {
        var rrset = RRsets.Make("WWW.example.com.", RRType.A, 2, [[192, 0, 2, 1], [192, 0, 2, 2]]);

        Assert.Equal(
            """{"count":3,"time_first":1795425240,"time_last":1795425249,"rrname":"www.example.com.","rrtype":"A","bailiwick":"example.com.","rdata":["192.0.2.1","192.0.2.2"],"time_first_ms":1795425240250,"time_last_ms":1795425249999,"ttl_min":60,"ttl_max":300,"sources":1}""" + "\n",
            Text(new CommonOutputFormat(), rrset));
    }

    [Fact]
    public void Leaves_out_a_bailiwick_that_is_not_known_and_names_unknown_types_by_number()
    {
        var rrset = RRsets.Make(".", (RRType)65_534, null, [[1, 2]]);

        Assert.Equal(
            """{"count":3,"time_first":1795425240,"time_last":1795425249,"rrname":".","rrtype":"TYPE65534","rdata":["\\# 2 0102"],"time_first_ms":1795425240250,"time_last_ms":1795425249999,"ttl_min":60,"ttl_max":300,"sources":1}""" + "\n",
            Text(new CommonOutputFormat(), rrset));
    }

    [Fact]
    public void Escapes_presentation_format_for_JSON()
    {
        var rrset = RRsets.Make(@"\""\\\..x\000.", RRType.TXT, null, [TxtWithEscapes]);

        var line = Text(new CommonOutputFormat(), rrset);

        Assert.Contains("""
            "rrname":"\\\"\\\\\\..x\\000.","rrtype":"TXT","rdata":["\"a\\\"\\\\\\000\\255\""]
            """, line, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(@"\""\\\..x\000.", json.RootElement.GetProperty("rrname").GetString());
        Assert.Equal(@"""a\""\\\000\255""", json.RootElement.GetProperty("rdata")[0].GetString());
    }

    [Fact]
    public void Writes_sensor_and_status_when_asked()
    {
        var format = new CommonOutputFormat { SensorId = "tap \"7\"\n", WithStatus = true };

        string[] endings =
        [
            "\"sources\":1}\n",
            "\"sources\":1,\"status\":\"unsolicited\"}\n",
            "\"sources\":1,\"status\":\"conflicting\"}\n",
            "\"sources\":1,\"status\":\"quarantined\"}\n",
            "\"sources\":1,\"status\":\"transfer\"}\n",
        ];
        foreach (var status in Enum.GetValues<SightingStatus>())
        {
            var line = Text(format, RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]], RRsets.Once with { Status = status }));
            Assert.EndsWith(endings[(int)status], line, StringComparison.Ordinal);
            Assert.Contains("""],"sensor_id":"tap \"7\"\n","time_first_ms":""", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Leaves_out_the_status_when_not_asked() =>
        Assert.DoesNotContain("status", Text(new CommonOutputFormat(), RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]],
            RRsets.Once with { Status = SightingStatus.Unsolicited })), StringComparison.Ordinal);

    /// <summary>dnsdbq, the client of the passive DNS trade, must read what we write.</summary>
    [Fact]
    public void Lines_are_read_by_dnsdbq()
    {
        var dnsdbq = ExternalProgram.Find("dnsdbq");
        Assert.SkipWhen(dnsdbq is null, "dnsdbq (Debian package dnsdbq) is not installed");

        var format = new CommonOutputFormat { SensorId = "tap", WithStatus = true };
        var output = new ArrayBufferWriter<byte>();
        var expected = new List<string>();
        foreach (var (why, mnemonic, wire, text) in RDataExamples.All.Select(row => row.Data))
        {
            Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);
            format.Write(RRsets.Make(@"a\.b.example.com.", type, 2, [Hex.Octets(wire)]), output);
            expected.Add($@"a\.b.example.com.  {mnemonic}  {text}");
        }

        // It wants a key even where it asks no server.
        var (exitCode, read, errors) = ExternalProgram.Run(
            dnsdbq, ["-J", "-", "-p", "text"], Encoding.ASCII.GetString(output.WrittenSpan), ("DNSDB_API_KEY", "none"));

        Assert.True(exitCode == 0, errors);
        Assert.Equal(expected, read.Split('\n').Where(line => line.Length > 0 && !line.StartsWith(";;", StringComparison.Ordinal)));
        Assert.Equal(expected.Count, read.Split('\n').Count(line => line.StartsWith(";; count: 3; bailiwick: example.com.", StringComparison.Ordinal)));
        Assert.Contains(";; record times: 2026-11-23 09:14:00 .. 2026-11-23 09:14:09", read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_takes_nothing_from_the_heap()
    {
        var format = new CommonOutputFormat();
        var output = new ArrayBufferWriter<byte>(4_096);
        var rrset = RRsets.Make("www.example.com.", RRType.NS, 1, [DomainNameFormat.Parse("ns1.example.com.")!, DomainNameFormat.Parse("ns2.example.com.")!]);
        format.Write(rrset, output);
        output.ResetWrittenCount();

        var before = GC.GetAllocatedBytesForCurrentThread();
        format.Write(rrset, output);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string Text(CommonOutputFormat format, RRset rrset)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Write(rrset, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
