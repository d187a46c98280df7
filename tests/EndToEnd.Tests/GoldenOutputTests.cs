using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Every format as it was when it was last looked at: test-data/golden. <c>PDNS_WRITE_GOLDEN=1</c> writes what is printed now.</summary>
public sealed class GoldenOutputTests(OwnArchive archive) : IClassFixture<OwnArchive>
{
    public static TheoryData<string, string[]> Outputs => new()
    {
        { "lookup.table.txt",     ["parcel-tracking.example", "www.xn--bcher-kva.example"] },
        { "lookup.jsonl",         ["parcel-tracking.example", "www.xn--bcher-kva.example", "-p", "jsonl"] },
        { "lookup.cof.jsonl",     ["parcel-tracking.example", "www.xn--bcher-kva.example", "-p", "cof"] },
        { "lookup.saf.jsonl",     ["parcel-tracking.example", "-p", "saf", "-l", "3"] },
        { "lookup.dnsdb.txt",     ["parcel-tracking.example", "-p", "dnsdb"] },
        { "lookup.minimal.txt",   ["parcel-tracking.example", "203.0.113.77", "-p", "minimal"] },
        { "lookup.csv",           ["*.labels.test", "-p", "csv"] },
        { "lookup.excel.csv",     ["*.labels.test", "-p", "csv-excel"] },
        { "lookup.defanged.txt",  ["parcel-tracking.example", "-t", "A,NS,MX", "--defang"] },
        { "negative.table.txt",   ["redelivery-fee.example", "--negative"] },
        { "negative.jsonl",       ["redelivery-fee.example", "--negative", "-p", "jsonl"] },
        { "summary.table.txt",    ["parcel-tracking.example", "203.0.113.64/27", "-V", "summarize"] },
        { "groups.table.txt",     ["203.0.113.64/27", "--group-by", "domain"] },
        { "gravel.table.txt",     ["parcel-tracking.example", "-t", "A", "-g"] },
    };

    [Theory, MemberData(nameof(Outputs))]
    public void The_output_is_as_it_was(string file, string[] arguments)
    {
        var result = Pdns.Run(["lookup", .. arguments, "-a", archive.Path]);
        var printed = result.Output.Replace(Path.Combine(TestFolders.TestData, "captures") + Path.DirectorySeparatorChar, "captures/", StringComparison.Ordinal);
        var golden = Path.Combine(TestFolders.TestData, "golden", file);
        if (Environment.GetEnvironmentVariable("PDNS_WRITE_GOLDEN") is "1") File.WriteAllText(golden, printed);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(File.ReadAllText(golden), printed);
    }

    /// <summary>What the draft requires of a record, in the strict form of its schema.</summary>
    [Fact]
    public void Every_line_is_of_the_common_output_format()
    {
        var lines = Pdns.Run("lookup", "*", "--all", "-j", "-l", "0", "-a", archive.Path).Lines;

        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var record = json.RootElement;
            Assert.All(["rrname", "rrtype"], key => Assert.Equal(JsonValueKind.String, record.GetProperty(key).ValueKind));
            Assert.All(["time_first", "time_last", "count"], key => Assert.True(record.GetProperty(key).TryGetInt64(out _)));
            Assert.All(record.GetProperty("rdata").EnumerateArray(), rdata => Assert.Equal(JsonValueKind.String, rdata.ValueKind));
            Assert.True(record.GetProperty("rdata").GetArrayLength() > 0 && record.GetProperty("time_first").GetInt64() <= record.GetProperty("time_last").GetInt64());
        }
    }
}
