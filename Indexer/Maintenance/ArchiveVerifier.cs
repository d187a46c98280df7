using System.Globalization;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Reads every octet of an archive's runs again and compares it with all that is said about it elsewhere.</summary>
public static class ArchiveVerifier
{
    /// <remarks>Check sums of blocks and files, order of keys, totals, sources' accounts, and that each inverse says what its RRsets say.</remarks>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static VerifyReport Verify(Archive archive, CancellationToken interruption = default)
    {
        using var state = archive.HoldState();
        var damage = state.Damage.ToDictionary(run => run.Run, StringComparer.Ordinal);
        var open = state.Runs.ToDictionary(run => run.Name, StringComparer.Ordinal);
        return new VerifyReport([.. state.Manifest.Runs.Select(run => damage.TryGetValue(run.Name, out var known)
            ? new RunFindings(run.Name, run.RRsets, run.Sources.Count, [known.Reason])
            : new RunFindings(run.Name, run.RRsets, run.Sources.Count, [.. Verify(open[run.Name], interruption)]))]);
    }

    private static List<string> Verify(Run run, CancellationToken interruption)
    {
        var findings = new List<string>();
        CheckFile(run.RRsetFile, run.Manifest.RRsetFile, findings, interruption);
        CheckFile(run.RDataFile, run.Manifest.RDataFile, findings, interruption);
        if (findings.Count > 0) return findings; // what is read from damaged blocks would only repeat it

        CheckSources(run, findings);
        try
        {
            var expected = ReadRRsets(run, interruption);
            var found = ReadInverse(run, interruption);
            if (expected != found) findings.Add($"{run.RDataFile.Path}: expected the {expected.Count} pairs that the RRsets give, found {Differing(expected, found)}.");
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            findings.Add(e.Message);
        }

        return findings;
    }

    /// <summary>Every block, then the file as a whole, so that damage is told with what is lost by it.</summary>
    private static void CheckFile(RunFileReader file, ManifestFile manifest, List<string> findings, CancellationToken interruption)
    {
        byte[] buffer = [];
        for (var block = 0; block < file.Blocks; block++)
        {
            interruption.ThrowIfCancellationRequested();
            CheckFilter(file, block, findings);
            try
            {
                file.ReadBlock(block, ref buffer, out _);
            }
            catch (Exception e) when (e is ArchiveException or IOException)
            {
                var lost = file.FirstOrdinal(block + 1) - file.FirstOrdinal(block);
                findings.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{e.Message} Block {block + 1} of {file.Blocks} is lost, with {lost} of {file.Totals.Entries} entries."));
            }
        }

        if (findings.Count == 0 && SourceStream.HashFile(file.Path, interruption) is var sha256 && sha256 != manifest.Sha256)
            findings.Add($"{file.Path}: expected SHA-256 {manifest.Sha256}, as the manifest says, found {sha256}.");
    }

    /// <summary>Without it the block is read for nothing now and then; no answer hangs on it.</summary>
    private static void CheckFilter(RunFileReader file, int block, List<string> findings)
    {
        try
        {
            file.ReadFilter(block);
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            findings.Add(e.Message);
        }
    }

    private static void CheckSources(Run run, List<string> findings)
    {
        foreach (var source in run.Sources.Where(source => !source.Accounting.IsBalanced))
            findings.Add($"Source {source.Sha256}: its frames by outcome do not add up to the {source.Accounting.FramesRead} read.");
    }

    /// <summary>Checks order and totals of the RRsets.</summary>
    /// <returns>The pairs that the inverse should hold.</returns>
    /// <exception cref="ArchiveException">The first fault.</exception>
    private static PairSet ReadRRsets(Run run, CancellationToken interruption)
    {
        var pairs = new PairSet();
        var totals = new RunTotals { FirstMilliseconds = long.MaxValue, LastMilliseconds = long.MinValue };
        var last = new OctetBuffer();
        var targets = new HashSet<string>();
        using var rrsets = run.OpenRRsets(cache: null);
        var filters = new FilterCheck(run.RRsetFile);
        while (rrsets.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            filters.Check(rrsets.Block, rrsets.Key);
            if (totals.Entries > 0 && rrsets.Key.SequenceCompareTo(last.Span) <= 0)
                throw new ArchiveException($"{run.RRsetFile.Path}: RRset {rrsets.Ordinal} does not stand behind the one before it.");
            last.Replace(0, rrsets.Key);
            totals = Add(totals, rrsets, run);
            AddTargets(rrsets.Key, rrsets.Ordinal, targets, ref pairs);
        }

        if (totals.Sightings == 0) totals = totals with { FirstMilliseconds = 0, LastMilliseconds = 0 };
        if (totals != run.RRsetFile.Totals) throw new ArchiveException($"{run.RRsetFile.Path}: expected the totals that the footer names, found {totals}.");
        return pairs;
    }

    private static RunTotals Add(RunTotals totals, RRsetRunCursor rrsets, Run run)
    {
        totals = totals with { Entries = totals.Entries + 1, KeyOctets = totals.KeyOctets + rrsets.Key.Length };
        Sighting? before = null;
        foreach (ref readonly var sighting in rrsets.Sightings)
        {
            if (before is { } last && RRsetMerge.CompareIdentity(last, sighting) >= 0)
                throw new ArchiveException($"{run.RRsetFile.Path}: the sightings of RRset {rrsets.Ordinal} do not ascend.");
            before = sighting;
            totals = totals with
            {
                Sightings = totals.Sightings + 1,
                Observations = totals.Observations + sighting.Window.Count,
                FirstMilliseconds = Math.Min(totals.FirstMilliseconds, sighting.Window.FirstMilliseconds),
                LastMilliseconds = Math.Max(totals.LastMilliseconds, sighting.Window.LastMilliseconds),
            };
        }

        return totals;
    }

    private static void AddTargets(ReadOnlySpan<byte> key, long ordinal, HashSet<string> seen, ref PairSet pairs)
    {
        seen.Clear();
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var targets = new TargetKeyReader(key, buffer);
        while (targets.TryRead(out var target))
        {
            if (seen.Add(Convert.ToHexString(target))) pairs.Add(target, ordinal);
        }
    }

    /// <exception cref="ArchiveException">The first fault.</exception>
    private static PairSet ReadInverse(Run run, CancellationToken interruption)
    {
        var pairs = new PairSet();
        var last = new OctetBuffer();
        using var inverse = run.OpenRData(cache: null);
        var filters = new FilterCheck(run.RDataFile);
        while (inverse.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            filters.Check(inverse.Block, inverse.Key);
            if (inverse.Key.SequenceCompareTo(last.Span) < 0)
                throw new ArchiveException($"{run.RDataFile.Path}: entry {inverse.Ordinal} does not stand behind the one before it.");
            last.Replace(0, inverse.Key);
            pairs.Add(inverse.Key, inverse.RRset);
        }

        return pairs;
    }

    private static string Differing(PairSet expected, PairSet found) =>
        found.Count == expected.Count ? "other ones" : found.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Each filter must know the keys of its block, and the first of the next.</summary>
    private sealed class FilterCheck(RunFileReader file)
    {
        private int _block = -1;
        private byte[] _filter = [];
        private byte[] _known = [];

        public void Check(int block, ReadOnlySpan<byte> key)
        {
            var known = RunFormat.FilterKey(file.Kind, key);
            if (block == _block && known.SequenceEqual(_known)) return;
            _known = known.ToArray();
            CheckHolds(_block);
            if (block == _block) return;
            _block = block;
            _filter = file.ReadFilter(block);
            CheckHolds(block);
        }

        private void CheckHolds(int block)
        {
            if (_filter.Length > 0 && !BlockFilter.MayHold(_filter, BlockFilter.Hash(_known)))
                throw new DamagedArchiveException(file.Path, file.FilterOffset(block), "a filter that knows the keys of its block", "one that does not");
        }
    }

    /// <summary>A set of pairs of target and ordinal as their number and the sum of their hashes: streams of any length compare in 16 octets.</summary>
    private record struct PairSet
    {
        private static readonly SeededHash Hash = SeededHash.Create();

        public long Count { get; private set; }

        public ulong Sum { get; private set; }

        public void Add(ReadOnlySpan<byte> target, long ordinal)
        {
            Count++;
            Sum += Hash.Of(target, default, (ulong)ordinal);
        }
    }
}

/// <summary>What <see cref="ArchiveVerifier"/> found.</summary>
/// <param name="Runs">One for each live run, by number.</param>
public sealed record VerifyReport(IReadOnlyList<RunFindings> Runs)
{
    /// <summary>Nothing is wrong.</summary>
    public bool IsSound => Runs.All(run => run.Findings.Count == 0);
}

/// <param name="RRsets">How many the run holds, as the manifest says.</param>
/// <param name="Sources">How many sources it holds.</param>
/// <param name="Findings">What is wrong, a sentence each; empty for a sound run.</param>
public sealed record RunFindings(string Run, long RRsets, int Sources, IReadOnlyList<string> Findings);
