using System.Globalization;
using System.Text.RegularExpressions;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>tcpdump on an interface of a machine, into a file.</summary>
public sealed partial class PacketTap : IDisposable
{
    private readonly LaboratoryProcess _process;

    public PacketTap(LaboratoryNetwork network, string machine, string name, string file)
    {
        File = file;
        // In immediate mode each frame takes a place of a whole snapshot length in the buffer: a thousand of them.
        _process = new LaboratoryProcess(network, machine, "tcpdump", "-n", "-U", "--immediate-mode", "-s", "65535", "-B", "65536", "-Z", "root", "-i", name, "-w", file);
        _process.WaitUntil(() => _process.Said.Contains("listening on", StringComparison.Ordinal) && System.IO.File.Exists(file), "tap");
    }

    public string File { get; }

    /// <summary>Frames in the file; known once it has ended.</summary>
    public long Captured { get; private set; }

    /// <summary>Frames that the kernel had no room for.</summary>
    public long Dropped { get; private set; }

    public void Stop()
    {
        var said = _process.Stop();
        Captured = Number(CapturedLine().Match(said));
        Dropped = Number(DroppedLine().Match(said));
    }

    public void Dispose() => _process.Dispose();

    private static long Number(Match line) => long.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]+) packets? captured", RegexOptions.Multiline)]
    private static partial Regex CapturedLine();

    [GeneratedRegex("^([0-9]+) packets? dropped by kernel", RegexOptions.Multiline)]
    private static partial Regex DroppedLine();
}
