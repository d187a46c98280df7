using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Domains;

/// <summary>Files of domain-days that hold other octets than they should.</summary>
public class DomainRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_octet_that_is_changed_is_found()
    {
        using var folder = new TemporaryFolder();
        var path = MakeArchive(folder.Path, domains: 3);
        var sound = File.ReadAllBytes(path);
        for (var at = 0; at < sound.Length; at++)
        {
            var changed = sound.ToArray();
            changed[at] ^= 0x10;
            File.WriteAllBytes(path, changed);

            using var archive = Archive.OpenRead(folder.Path);
            _ = archive.FindDomains(new DomainQuery()).Count(); // says what it lost, and nothing worse
            Assert.False(ArchiveVerifier.Verify(archive, Token).IsSound, $"octet {at}");
        }
    }

    [Fact]
    public void A_damaged_block_costs_its_own_domains_and_is_told()
    {
        using var folder = new TemporaryFolder();
        var path = MakeArchive(folder.Path, domains: 300);
        long offset;
        using (var file = RunFileReader.Open(path, RunFileKind.Domains)) offset = file.BlockOffset(1);
        var octets = File.ReadAllBytes(path);
        octets[offset + 9] ^= 1;
        File.WriteAllBytes(path, octets);

        using var archive = Archive.OpenRead(folder.Path);
        Assert.InRange(archive.FindDomains(new DomainQuery()).Count(), 200, 299);
        Assert.Contains(".domains", Assert.Single(archive.LostParts).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_gone_is_a_damaged_run()
    {
        using var folder = new TemporaryFolder();
        File.Delete(MakeArchive(folder.Path, domains: 1));

        using var archive = Archive.OpenRead(folder.Path);
        Assert.Contains("000001.domains is missing", Assert.Single(archive.Damage).Reason, StringComparison.Ordinal);
    }

    /// <summary>Whole blocks with any numbers in them: each is read, or refused in a sentence.</summary>
    [Fact]
    public void Numbers_of_any_kind_are_rows_or_are_refused() => Gen.Select(
        Gen.OneOf(Gen.ULong[0, 3], Gen.ULong[0, 300], Gen.ULong).Array[DomainColumns.Count * 4], Gen.Byte.Array[0, 12], Gen.Bool).Sample((numbers, octets, isKey) =>
    {
        using var folder = new TemporaryFolder();
        var key = new byte[DomainKey.MaxLength];
        key = isKey ? key[..DomainKey.Write(DomainNameFormat.Parse("example.com.")!, 19_675, key)] : octets;
        using (var file = new RunFileWriter(new RunWriting { Files = new HastyFiles() }, folder["x"], RunFileKind.Domains))
        {
            file.AddKey(key);
            file.AddValue(DomainColumns.Rows, numbers[0] & 3);
            for (var i = DomainColumns.Count; i < numbers.Length; i++) file.AddValue(i % DomainColumns.Count, numbers[i]);
            file.Finish(default, sources: default, partner: 0);
        }

        using var reader = RunFileReader.Open(folder["x"], RunFileKind.Domains);
        using var cursor = new DomainRunCursor(reader, sources: 2);
        try
        {
            while (cursor.MoveNext()) Assert.InRange(cursor.Rows.Count, 1, 3);
        }
        catch (DamagedArchiveException)
        {
            // a sentence for the user
        }
    }, iter: 400);

    /// <returns>Path of the file of domain-days.</returns>
    private static string MakeArchive(string folder, int domains)
    {
        using var archive = Archive.OpenOrCreate(folder, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small());
        for (var i = 0; i < domains; i++) new Asked($"www.d{i}.com.", Outcome: QueryOutcome.NxDomain).AddTo(session);
        session.EndSource(Make.Source(1));
        session.Commit();
        return archive.Layout.Domains("000001");
    }
}
