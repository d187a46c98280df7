using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Makes one archive of several: the union of their sources.</summary>
public static class ArchiveMerge
{
    /// <summary>Writes a new archive with all sources of the inputs. The order of the inputs does not matter.</summary>
    /// <remarks>
    /// A source that several inputs hold is taken from one of them, whole: from where it was read last. So what
    /// overlaps is not counted twice, and two readings of one file are not mixed.
    /// </remarks>
    /// <param name="inputs">Damaged runs are missing from the result; see <see cref="Archive.Damage"/>.</param>
    /// <param name="folder">Of the new archive; not there, or empty.</param>
    /// <exception cref="ArchiveException">
    /// The folder holds something, a part of an input is damaged, or a source is in one input by itself and in a rollup of another one, so that it
    /// would count twice; nothing is committed then.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is committed then.</exception>
    public static MergeResult Merge(IReadOnlyList<Archive> inputs, string folder, CancellationToken interruption = default) =>
        Merge(inputs, folder, new RunWriting(), interruption);

    internal static MergeResult Merge(
        IReadOnlyList<Archive> inputs, string folder, RunWriting writing, CancellationToken interruption = default)
    {
        CheckRollups(inputs);
        using var output = Archive.OpenOrCreate(folder, writing.Files);
        if (output.Manifest.Runs.Count > 0) throw new ArchiveException($"{folder} holds an archive already. Name a new folder for the result.");

        var chosen = ChooseSources(inputs);
        SourceRecord[] sources = [.. chosen.Values.Select(choice => choice.Record)];
        if (sources.Length > 0)
        {
            var content = new MergedContent([.. Inputs(inputs, chosen)], interruption);
            var writer = new RunWriter(output.Layout, writing);
            output.CommitRun(name => writer.Write(name, level: 0, content, sources));
        }

        var overlapping = inputs.Sum(input => input.Sources.Count) - sources.Length;
        return new MergeResult(sources.Length, overlapping, output.Manifest.Runs.Sum(run => run.RRsets));
    }

    /// <summary>An input counts once: by itself, or in one rollup, which all archives that have it must have alike.</summary>
    private static void CheckRollups(IReadOnlyList<Archive> inputs)
    {
        var owners = new Dictionary<string, (string Source, Archive Archive)>(StringComparer.Ordinal); // by SHA-256 of the input
        foreach (var archive in inputs)
        {
            foreach (var source in archive.Sources)
            {
                IEnumerable<string> counted = source.IsRollup ? source.Parts.Select(part => part.Sha256) : [source.Sha256];
                foreach (var sha256 in counted)
                {
                    if (!owners.TryAdd(sha256, (source.Sha256, archive)) && owners[sha256] is var owner && owner.Source != source.Sha256)
                    {
                        throw new ArchiveException(
                            $"{owner.Archive.Layout.Folder} and {archive.Layout.Folder} hold source {sha256} in different rollups, or only one of them "
                            + "in a rollup: it would count twice. Remove one of the two from its archive first.");
                    }
                }
            }
        }
    }

    /// <summary>For each source, by SHA-256, the input it is taken from.</summary>
    private static SortedDictionary<string, Choice> ChooseSources(IReadOnlyList<Archive> inputs)
    {
        var chosen = new SortedDictionary<string, Choice>(StringComparer.Ordinal);
        for (var input = 0; input < inputs.Count; input++)
        {
            foreach (var record in inputs[input].Sources)
            {
                if (!chosen.TryGetValue(record.Sha256, out var known) || IsPreferred(record, known.Record))
                    chosen[record.Sha256] = new Choice(input, record);
            }
        }

        return chosen;
    }

    /// <summary>The later reading; of two at one time, the one whose record sorts higher, so that the choice hangs on the records alone.</summary>
    private static bool IsPreferred(SourceRecord record, SourceRecord known)
    {
        if (record.FinishedMilliseconds != known.FinishedMilliseconds) return record.FinishedMilliseconds > known.FinishedMilliseconds;
        return SourceRecordJson.Write([record]).AsSpan().SequenceCompareTo(SourceRecordJson.Write([known])) > 0;
    }

    private static IEnumerable<(Run Run, int[] Map)> Inputs(
        IReadOnlyList<Archive> inputs, SortedDictionary<string, Choice> chosen)
    {
        var places = chosen.Keys.Index().ToDictionary(key => key.Item, key => key.Index, StringComparer.Ordinal);
        return inputs.SelectMany((archive, input) => archive.Runs.Select(run => RunRewrite.Input(
            run, source => chosen[source.Sha256].Input == input ? places[source.Sha256] : RRsetMerge.LeftOut)));
    }

    private sealed record Choice(int Input, SourceRecord Record);
}

/// <summary>What a merge made.</summary>
/// <param name="Sources">Of the new archive.</param>
/// <param name="Overlapping">Sources of the inputs that another input had too and that were not taken again.</param>
/// <param name="RRsets">Of the new archive.</param>
public sealed record MergeResult(int Sources, int Overlapping, long RRsets);
