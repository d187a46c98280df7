using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>An archive of records made by an attacker, each an RRset of its own; for the tests of everything that is printed.</summary>
public sealed class HostileArchive : IDisposable
{
    private readonly TempFolder _folder = new();

    public HostileArchive()
        : this(100_000)
    {
    }

    private HostileArchive(int records)
    {
        Records = [.. HostileCapture.Records(seed: 27, records)];
        var capture = _folder.At("hostile.pcap");
        using (var file = File.Create(capture)) HostileCapture.Write(file, Records);
        var ingest = Pdns.Run("ingest", capture, "-a", Path);
        if (ingest.ExitCode != 0 || !ingest.Output.Contains($"1 source, {records:N0} RRsets", StringComparison.Ordinal)) throw new InvalidOperationException($"{ingest}");
    }

    /// <summary>What is in it.</summary>
    public IReadOnlyList<HostileRecord> Records { get; }

    public string Path => _folder.Archive;

    /// <summary>One of another size.</summary>
    public static HostileArchive Of(int records) => new(records);

    public void Dispose() => _folder.Dispose();
}
