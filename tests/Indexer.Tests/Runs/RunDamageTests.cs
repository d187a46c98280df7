using System.Buffers.Binary;
using System.Net;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class RunDamageTests
{
    private static readonly RRsetQuery[] Queries =
    [
        new() { Side = LookupSide.All, Statuses = StatusFilter.All },
        new() { Side = LookupSide.Address, Addresses = AddressRange.Network(IPAddress.Parse("192.0.2.0"), 24) },
        new() { Side = LookupSide.RDataNameBelow, Name = DomainNameFormat.Parse("example.") },
        new() { Side = LookupSide.OwnerBelow, Name = DomainNameFormat.Parse("example.") },
    ];

    public static TheoryData<string> Extensions => new(ArchiveLayout.RRsetExtension, ArchiveLayout.RDataExtension);

    [Theory, MemberData(nameof(Extensions))]
    public void Any_changed_octet_is_found_and_no_answer_is_wrong(string extension)
    {
        using var folder = new TemporaryFolder();
        MakeArchive(folder["a.pdns"]);
        var expected = Answers(folder["a.pdns"]);
        var path = Path.Combine(folder["a.pdns"], "runs", "000001" + extension);
        var whole = File.ReadAllBytes(path);

        for (var at = 0; at < whole.Length; at++)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, changed);

            using var archive = Archive.OpenRead(folder["a.pdns"]);

            Assert.False(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound, $"octet {at} of {whole.Length}: not found");
            if (archive.Damage.Count > 0) continue;
            for (var i = 0; i < Queries.Length; i++)
            {
                var answer = Answer(archive, Queries[i]);
                var isLessAndSaidSo = archive.LostParts.Count > 0 && answer is not null && answer.Count < expected[i]!.Count && !answer.Except(expected[i]!).Any();
                Assert.True(
                    answer is null || answer.SequenceEqual(expected[i]!) || isLessAndSaidSo, $"octet {at} of {whole.Length}: a wrong answer on {Queries[i].Side}");
            }
        }
    }

    [Theory, MemberData(nameof(Extensions))]
    public void Every_prefix_is_refused_with_a_sentence_and_the_other_run_stays_readable(string extension)
    {
        using var folder = new TemporaryFolder();
        MakeArchive(folder["a.pdns"]);
        var path = Path.Combine(folder["a.pdns"], "runs", "000001" + extension);
        var whole = File.ReadAllBytes(path);

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);

            using var archive = Archive.OpenRead(folder["a.pdns"]);

            var damage = Assert.Single(archive.Damage);
            Assert.Equal(("000001", 61L), (damage.Run, damage.RRsets));
            Assert.Matches(@"octet \d+: expected .+, found .+\. Run pdns verify", damage.Reason);
            Assert.Equal(["other.example."], archive.Find(Queries[0]).Select(Owner));
        }
    }

    [Fact]
    public void A_run_that_is_missing_is_told_and_its_sources_count_as_known()
    {
        using var folder = new TemporaryFolder();
        MakeArchive(folder["a.pdns"]);
        File.Delete(Path.Combine(folder["a.pdns"], "runs", "000001.rdata"));

        using var archive = Archive.OpenRead(folder["a.pdns"]);

        Assert.Contains("000001.rdata is missing", Assert.Single(archive.Damage).Reason, StringComparison.Ordinal);
        Assert.True(archive.HasSource(Make.Sha256(1)));
        Assert.True(archive.HasSourceOfLength(4));
        Assert.Equal(["other.example."], archive.Find(Queries[0]).Select(Owner));
    }

    [Fact]
    public void The_files_of_two_runs_cannot_be_exchanged()
    {
        using var folder = new TemporaryFolder();
        MakeArchive(folder["a.pdns"]);
        var runs = Path.Combine(folder["a.pdns"], "runs");
        File.Copy(Path.Combine(runs, "000002.rdata"), Path.Combine(runs, "000001.rdata"), overwrite: true);
        File.Copy(Path.Combine(runs, "000001.rrset"), Path.Combine(runs, "000002.rrset"), overwrite: true);

        using var archive = Archive.OpenRead(folder["a.pdns"]);

        Assert.Equal(2, archive.Damage.Count);
    }

    /// <summary>Sixty RRsets and one in a first run of many small blocks, one in a second.</summary>
    /// <summary>Empty blocks cost a hostile file next to nothing, and the reader 20 octets each.</summary>
    [Fact]
    public void An_index_of_more_blocks_than_there_is_room_for_is_refused()
    {
        const int blocks = 1_000;
        using var folder = new TemporaryFolder();
        var index = new BlockBuilder(IndexColumns.Count);
        for (var i = 0; i < blocks; i++) AddToIndex(index, storedLength: 0, entries: 1);
        WriteFile(folder["a.rdata"], RunFileKind.RData, block: null, index, entries: blocks);

        var refusal = Assert.Throws<DamagedArchiveException>(() => RunFileReader.Open(folder["a.rdata"], RunFileKind.RData));

        Assert.Contains($"expected blocks that fill their place, found {blocks} of them.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_none_do_not_stop_a_walk_over_names()
    {
        using var folder = new TemporaryFolder();
        var block = new BlockBuilder(RDataColumns.Count);
        string[] keys = ["na\0\0", "", "nb\0\0"];
        foreach (var key in keys)
        {
            block.AddKey(Encoding.ASCII.GetBytes(key), shared: 0);
            block.AddValue(RDataColumns.Ordinal, 0);
        }

        WriteFile(folder["a.rdata"], RunFileKind.RData, block, new BlockBuilder(IndexColumns.Count), keys.Length);
        using var file = RunFileReader.Open(folder["a.rdata"], RunFileKind.RData);
        using var names = UniqueKeyCursor.TargetNames(new RDataRunCursor(file, cache: null, rrsets: 1));

        var found = new List<string>();
        while (names.MoveNext()) found.Add(Encoding.ASCII.GetString(names.Key));

        Assert.Equal(["a\0\0", "", "b\0\0"], found);
    }

    private static void AddToIndex(BlockBuilder index, int storedLength, int entries)
    {
        index.AddKey([], shared: 0);
        index.AddValue(IndexColumns.FilterLength, 0);
        index.AddValue(IndexColumns.StoredLength, (ulong)storedLength);
        index.AddValue(IndexColumns.Entries, (ulong)entries);
    }

    /// <summary>Writes a file whose check sums are right and whose content no writer of ours would make.</summary>
    private static void WriteFile(string path, RunFileKind kind, BlockBuilder? block, BlockBuilder index, int entries)
    {
        using var sections = new SectionWriter(new RunWriting { Files = new HastyFiles() }, path);
        var header = new byte[RunFormat.HeaderLength];
        RunFormat.Magic(kind).CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(RunFormat.MagicLength), RunFormat.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Of(header.AsSpan(0, 12)));
        sections.Write(header);
        var blocksLength = block is null ? 0 : WriteSection(sections, block);
        if (block is not null) AddToIndex(index, blocksLength, entries);
        var footer = new RunFooter
        {
            BlocksLength = blocksLength, IndexLength = WriteSection(sections, index), SourcesLength = 0,
            Totals = new RunTotals { Entries = entries }, Partner = 0,
        };
        var octets = new byte[RunFooter.Length];
        footer.Write(kind, octets);
        sections.Write(octets);
        sections.Finish();
    }

    private static int WriteSection(SectionWriter sections, BlockBuilder block)
    {
        var raw = new OctetBuffer();
        block.Close(raw);
        return sections.WriteSection(raw.Span);
    }

    private static void MakeArchive(string folder)
    {
        var many = Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? Make.NS($"d{i}.example.", $"ns{i % 4}.example.") : Make.A($"w{i}.example.", $"192.0.2.{i}", i));
        using var archive = Make.Archive(folder,
            new ObservedSource(Make.Source(1), [.. many, Make.A("w1.example.", "192.0.2.1", 99, SightingStatus.Conflicting), Make.A("x.test.", "192.0.2.7")]),
            new ObservedSource(Make.Source(2), [Make.A("other.example.", "198.51.100.1")]));
    }

    private static List<string>?[] Answers(string folder)
    {
        using var archive = Archive.OpenRead(folder);
        return [.. Queries.Select(query => Answer(archive, query))];
    }

    /// <summary>Null when the answer ends in a sentence about damage.</summary>
    private static List<string>? Answer(Archive archive, RRsetQuery query)
    {
        try
        {
            return [.. archive.Find(query).Select(ArchiveModel.Describe)];
        }
        catch (ArchiveException)
        {
            return null;
        }
    }

    private static string Owner(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)]);
    }
}
