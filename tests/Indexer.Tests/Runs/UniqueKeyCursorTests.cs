using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class UniqueKeyCursorTests
{
    [Fact]
    public void Gives_each_owner_and_each_target_name_once_in_key_order() =>
        GenSource.Several.Sample(sources =>
        {
            using var folder = new TemporaryFolder();
            using var archive = Make.Archive(folder.Path, sources[0]);
            var run = Assert.Single(archive.Runs);
            var observations = sources[0].Observations.Where(seen => seen.Negative is null).ToList();
            var targets = observations.Where(seen => seen.Type == RRType.NS).SelectMany(seen => seen.RData)
                .Concat(observations.Where(seen => seen.Type == RRType.MX).Select(seen => seen.RData[0][2..])).Where(name => name.Length > 1);

            Assert.Equal(InOrder(observations.Select(seen => seen.OwnerWire)), Names(run.OpenOwners()));
            Assert.Equal(InOrder(targets), Names(run.OpenTargetNames()));
        }, iter: 60);

    private static IEnumerable<string> InOrder(IEnumerable<byte[]> names) =>
        names.DistinctBy(Convert.ToHexString).OrderBy(KeyOf, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).Select(name => DomainNameFormat.ToText(name));

    private static byte[] KeyOf(byte[] name)
    {
        var key = new byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteOwner(name, key)];
    }

    private static List<string> Names(UniqueKeyCursor cursor)
    {
        var names = new List<string>();
        var name = new byte[DomainName.MaxLength];
        using (cursor)
        {
            while (cursor.MoveNext()) names.Add(DomainNameFormat.ToText(name.AsSpan(0, RRsetKey.ReadOwner(cursor.Key, name))));
        }

        return names;
    }
}
