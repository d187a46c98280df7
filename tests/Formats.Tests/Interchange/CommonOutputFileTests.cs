using System.Security.Cryptography;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Formats.Tests.Interchange;

public class CommonOutputFileTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_425_240);

    [Fact]
    public void Can_be_asked_and_accounts_for_every_line()
    {
        const string good = """{"count":5,"time_first":1,"time_last":2,"rrname":"www.example.com.","rrtype":"A","rdata":["192.0.2.1"]}""";
        var octets = Encoding.UTF8.GetBytes($"{good}\nrubbish\n{good}\n{{}}\n{{}}\n");

        var file = CommonOutputFile.Read(new MemoryStream(octets), "saved.jsonl", "1", Now, TestContext.Current.CancellationToken);

        var rrset = Assert.Single(file.RRsets.Find(new RRsetQuery { Side = LookupSide.OwnerBelow, Name = DomainNameFormat.Parse("com.") }));
        Assert.Equal(new TimeWindow(1_000, 2_000, 10), rrset.Window);
        Assert.Equal((2, StreamEnding.Unsaid), (file.Records, file.Ending));
        Assert.Equal([(CommonOutputFault.NotJson, 1), (CommonOutputFault.Owner, 2)], file.Unusable.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([new(2, CommonOutputFault.NotJson), new(4, CommonOutputFault.Owner), new(5, CommonOutputFault.Owner)], file.FirstUnusable);
        var source = file.RRsets.Sources[rrset.Sightings[0].Source];
        Assert.Equal(("saved.jsonl", octets.Length, Convert.ToHexStringLower(SHA256.HashData(octets))), (source.Path, source.Octets, source.Sha256));
    }

    [Fact]
    public void Unusable_lines_are_listed_up_to_a_bound_and_all_counted()
    {
        var file = CommonOutputFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\n", 1_000)))), "-", "1", Now, TestContext.Current.CancellationToken);

        Assert.Equal(1_000, file.Unusable[CommonOutputFault.NotJson]);
        Assert.Equal(CommonOutputFile.MostListed, file.FirstUnusable.Count);
    }
}
