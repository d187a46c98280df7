using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using PassiveDns.Indexer.Tests.Domains;
using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>What is done to the runs of an archive beside ingest.</summary>
public enum ChangeKind
{
    RemoveSome,
    RemoveAll,
    RollUp,
    CompactTier,
    CompactAll,
    Merge,
    CloseTapParts,
    VerifyBailiwick,
}

/// <summary>A small archive, one change to it, and what must hold of it whatever has happened: it says all that it said before, or all that it says behind an undisturbed change.</summary>
internal sealed class SmallChange : IDisposable
{
    private const long RollupBefore = 1_700_001_000_000;

    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    /// <summary>Of several runs, each with sources that stay and sources that go. Even ones have no time and are never rolled up; 5 and 7 are one-sided and make a rollup of their own.</summary>
    private static readonly int[][] Commits = [[1, 5], [3, 2], [7], [4]];

    private readonly ChangeKind _kind;
    private readonly TemporaryFolder _folder = new();

    public SmallChange(ChangeKind kind)
    {
        _kind = kind;
        if (kind == ChangeKind.Merge)
        {
            Ingest(_folder["left"], new HastyFiles(), [[1, 2], [3]]);
            Ingest(_folder["right"], new HastyFiles(), [[3, 5]]);
        }

        Prepare(_folder["before"], new HastyFiles());
        Before = Describe(_folder["before"]);
        CopyTo(_folder["undisturbed"]);
        CarryOut(_folder["undisturbed"], new HastyFiles());
        After = Describe(_folder["undisturbed"]);
    }

    private string Before { get; }

    private string After { get; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Makes the archive that is to be changed.</summary>
    public void Prepare(string folder, DurableFiles files)
    {
        if (_kind == ChangeKind.Merge) return; // that makes it
        Ingest(folder, files, _kind == ChangeKind.CompactTier ? [.. Enumerable.Range(1, 8).Select(number => new[] { number })] : Commits);
    }

    /// <summary>Gives another folder what <see cref="Prepare"/> makes.</summary>
    public void CopyTo(string folder)
    {
        if (_kind == ChangeKind.Merge) return;
        Directory.CreateDirectory(Path.Combine(folder, "runs"));
        foreach (var path in Directory.GetFiles(_folder["before"], "*", SearchOption.AllDirectories))
            File.Copy(path, Path.Combine(folder, Path.GetRelativePath(_folder["before"], path)));
    }

    /// <summary>Makes the change, or what is left of it to be done.</summary>
    public void CarryOut(string folder, DurableFiles files)
    {
        if (_kind == ChangeKind.Merge)
        {
            Merge(folder, files);
            return;
        }

        using var archive = Archive.OpenOrCreate(folder, files);
        switch (_kind)
        {
            case ChangeKind.RemoveSome:
                Remove(archive, [.. new[] { 1, 3, 7 }.Select(Make.Sha256)]);
                break;
            case ChangeKind.RemoveAll:
                Remove(archive, [.. Commits.SelectMany(numbers => numbers).Select(Make.Sha256)]);
                break;
            case ChangeKind.RollUp:
                if (SourceRollup.Plan(archive, RollupBefore) is { } plan) SourceRollup.RollUp(archive, plan);
                break;
            case ChangeKind.CompactTier:
                ArchiveCompactor.CompactTier(archive);
                break;
            case ChangeKind.CompactAll:
                ArchiveCompactor.CompactAll(archive);
                break;
            case ChangeKind.CloseTapParts:
                ProvisionalSources.Close(archive, [Make.Sha256(1), Make.Sha256(3)], Make.Source(9));
                break;
            case ChangeKind.VerifyBailiwick:
                archive.VerifyBailiwick();
                break;
            default:
                throw new InvalidOperationException($"{_kind}");
        }
    }

    /// <summary>The archive opens, is sound, says what it said before or what it is to say, and takes what is left of the change.</summary>
    /// <param name="isDone">The change has returned.</param>
    /// <param name="hasCome">The archive says already what it is to say.</param>
    public void CheckAndComplete(string folder, bool isDone, string where, out bool hasCome)
    {
        var found = File.Exists(Path.Combine(folder, "MANIFEST.json")) || _kind != ChangeKind.Merge || isDone ? Describe(folder) : Before;
        hasCome = found == After;
        Assert.True(hasCome || (!isDone && found == Before), $"{where}: expected the state before or after, found\n{found}");

        CarryOut(folder, new HastyFiles());

        Assert.True(Describe(folder) == After, $"{where}: the change cannot be completed");
        CheckNothingIsLeftOver(folder, where);
    }

    private static void Ingest(string folder, DurableFiles files, int[][] commits)
    {
        using var archive = Archive.OpenOrCreate(folder, files);
        using var session = archive.BeginIngest(Make.Small());
        foreach (var numbers in commits)
        {
            foreach (var number in numbers) Add(number, session);
            session.Commit();
        }
    }

    /// <summary>An RRset that all sources have, what each has for itself, and queries.</summary>
    private static void Add(int number, IngestSession session)
    {
        Observed[] observations =
        [
            Make.A("all.example.", "192.0.2.1", 1_700_000_000 + number),
            Make.NS($"w{number}.example.", "ns.example."),
            Make.Negative($"no{number}.example.", RRType.A, NegativeKind.NxDomain),
        ];
        foreach (var observed in observations) observed.AddTo(session);
        new Asked($"w{number}.example.", Day: 20_000 + number).AddTo(session);
        session.EndSource(Make.Source(number, isOneSided: number is 5 or 7));
    }

    private static void Remove(Archive archive, HashSet<string> sha256s) =>
        SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [.. archive.Sources.Where(source => sha256s.Contains(source.Sha256))]));

    /// <summary>Nothing is left to be done where the archive has come about: it would be refused as one that is there already.</summary>
    private void Merge(string folder, DurableFiles files)
    {
        if (Archive.IsThere(folder) && Describe(folder) != Before) return;
        using var left = Archive.OpenRead(_folder["left"]);
        using var right = Archive.OpenRead(_folder["right"]);
        ArchiveMerge.Merge([left, right], folder, new RunWriting { Files = files, BlockLength = Make.SmallBlock });
    }

    /// <summary>All that the archive says, once it has been found to be sound.</summary>
    private string Describe(string folder)
    {
        if (_kind == ChangeKind.Merge && !Archive.IsThere(folder)) return "";
        using var archive = Archive.OpenRead(folder);
        var report = ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken);
        Assert.True(report.IsSound, string.Join(' ', report.Runs.SelectMany(run => run.Findings)));
        Assert.Null(archive.FindBailiwickDamage());
        if (archive.Sources.Count == 0) return "";
        IEnumerable<string> lines =
        [
            Encoding.UTF8.GetString(SourceRecordJson.Write(archive.Sources)),
            .. archive.Find(Everything).Select(ArchiveModel.Describe),
            .. AskedSource.Find(archive, SuffixRules.Private, byDay: true),
            _kind is ChangeKind.CompactAll or ChangeKind.CompactTier ? $"{archive.RunCount} runs" : "",
            _kind == ChangeKind.VerifyBailiwick ? $"{archive.Bailiwick}" : "",
        ];
        return string.Join('\n', lines);
    }

    private static void CheckNothingIsLeftOver(string folder, string where)
    {
        using var archive = Archive.OpenRead(folder);
        var layout = archive.Layout;
        var files = Directory.Exists(layout.Runs) ? Directory.GetFiles(layout.Runs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        var expected = archive.Manifest.Runs.SelectMany(run => new[] { layout.RRsets(run.Name), layout.RData(run.Name), layout.Domains(run.Name) });
        Assert.True(files.SequenceEqual(expected.Order(StringComparer.Ordinal)), $"{where}: {string.Join(' ', files)}");
    }
}
