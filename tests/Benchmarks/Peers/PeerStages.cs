using PassiveDns.Benchmarks.Stages;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>What the comparison with others runs in processes of its own.</summary>
internal static class PeerStages
{
    /// <summary>All RRsets read from the archive and nothing done with them: a part of the two that follow.</summary>
    public static Stage Walk { get; } = new("walk", Read);

    public static Stage Mtbl { get; } = new("mtbl", input => Write(input, withForwardNames: false));

    public static Stage MtblWithForwardNames { get; } = new("mtbl-names", input => Write(input, withForwardNames: true));

    public static IReadOnlyList<Stage> All { get; } = [Walk, Mtbl, MtblWithForwardNames];

    /// <summary>The file that a stage makes of an archive.</summary>
    public static string TableOf(Stage stage, string archive) => $"{archive}.{stage.Name}";

    private static StageResult Read(StageInput input)
    {
        using var archive = Archive.OpenRead(input.Archive);
        return Counted(archive.Find(new RRsetQuery { Side = LookupSide.All }).LongCount());
    }

    private static StageResult Write(StageInput input, bool withForwardNames)
    {
        using var archive = Archive.OpenRead(input.Archive);
        var stage = withForwardNames ? MtblWithForwardNames : Mtbl;
        return Counted(DnstableWriter.Write(archive, TableOf(stage, input.Archive), withForwardNames));
    }

    private static StageResult Counted(long rrsets) => new(0, FormattableString.Invariant($"{rrsets:N0} RRsets"));
}
