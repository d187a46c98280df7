using System.Text;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tests.Support;
using PassiveDns.Tui;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Crash;

/// <summary>Two small captures go into an archive, in a process of their own; and what must hold of it however that process ended.</summary>
/// <remarks>What is done after the end is done in this process, which takes a tenth of the time that another process would.</remarks>
public sealed class SmallIngest : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _undisturbed;

    public SmallIngest()
    {
        Run("ingest", [.. Captures, "-q"], _folder.Archive);
        _undisturbed = Run("export", ["--all"], _folder.Archive);
    }

    public static IReadOnlyList<string> Captures { get; } =
    [
        Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap"),
        Path.Combine(TestFolders.TestData, "captures", "zone-transfer-day8-sll.pcap"),
    ];

    /// <summary>Arguments of the process that is to be killed.</summary>
    public static IEnumerable<string> Arguments(string archive) => ["ingest", .. Captures, "-a", archive];

    /// <summary>Variables for it: the runtime does not measure what it may compile better, which would be for a life longer than this one.</summary>
    public static (string Name, string Value)[] Variables { get; } = [("DOTNET_TieredPGO", "0"), ("DOTNET_gcConcurrent", "0")];

    /// <summary>Makes an archive that has the first capture.</summary>
    public static void IngestFirst(string archive) => Run("ingest", [Captures[0], "-q"], archive);

    public void Dispose() => _folder.Dispose();

    /// <summary>The archive opens, is sound and has what was committed; ingesting again completes it, and then it is as the undisturbed one.</summary>
    /// <param name="committed">Captures that are in it for certain.</param>
    /// <returns>How many were in it before it was completed.</returns>
    public int CheckAndComplete(string archive, IReadOnlyList<string> committed, string where)
    {
        var isThere = committed.Count > 0 || File.Exists(Path.Combine(archive, "MANIFEST.json"));
        var found = isThere ? CheckSound(archive, committed, where) : 0;
        Run("ingest", [.. Captures, "-q"], archive);
        CheckSound(archive, Captures, where);
        Assert.True(_undisturbed == Run("export", ["--all"], archive), $"{where}: another export");
        return found;
    }

    private static int CheckSound(string folder, IEnumerable<string> committed, string where)
    {
        Assert.EndsWith("sound\n", Run("verify", [], folder), StringComparison.Ordinal);
        using var archive = Archive.OpenRead(folder);
        Assert.True(archive.Damage.Count == 0, $"{where}: {string.Join(" ", archive.Damage)}");
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound, $"{where}: damaged");
        var lost = committed.Except(archive.Sources.Select(source => source.Path));
        Assert.True(!lost.Any(), $"{where}: {string.Join(" ", lost)}");
        Assert.Equal(archive.Sources.Count > 0, archive.Find(new RRsetQuery { Side = LookupSide.All }).Any());
        return archive.Sources.Count;
    }

    /// <summary>Runs a command in this process.</summary>
    private static string Run(string command, IEnumerable<string> arguments, string archive)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        var context = new CommandContext { Output = output, Messages = new Messages(errors), OpenInput = () => Stream.Null };
        var code = CommandLine.Run([command, .. arguments, "-a", archive], context);
        output.Flush();
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.True(code == ExitCode.Done, $"pdns {command}: {code}: {text}{errors}");
        return text;
    }
}
