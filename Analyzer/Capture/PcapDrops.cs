using System.Runtime.InteropServices;
using SharpPcap.LibPcap;

namespace PassiveDns.Analyzer.Capture;

/// <summary>Frames lost at an open interface, as libpcap or Npcap count them: 32 bits that may run over.</summary>
/// <param name="Kernel">Not kept for us in time (ps_drop).</param>
/// <param name="Interface">Not kept by the interface or its driver (ps_ifdrop).</param>
internal readonly record struct PcapDrops(uint Kernel, uint Interface)
{
    private static readonly string[] Libraries = ["libpcap.so.0.8", "libpcap.so.1", "libpcap.so", "libpcap.dylib"];

    private static readonly Lazy<GetStatistics?> GetFromLibrary = new(Load);

    private delegate int GetStatistics(SafeHandle capture, out Statistics statistics);

    /// <returns>Null where the interface does not say.</returns>
    /// <remarks>
    /// SharpPcap 6.3.1 takes the three numbers of struct pcap_stat for 64 bits wide each, which they are on no Unix (pcap_stats(3PCAP): u_int), and so
    /// misses what was dropped: there the library is asked directly.
    /// </remarks>
    public static PcapDrops? Of(LibPcapLiveDevice device)
    {
        if (OperatingSystem.IsWindows()) return device.Statistics is { } counts ? new(counts.DroppedPackets, counts.InterfaceDroppedPackets) : null;
        return GetFromLibrary.Value is { } get && get(device.Handle, out var statistics) == 0 ? new(statistics.Dropped, statistics.InterfaceDropped) : null;
    }

    private static GetStatistics? Load()
    {
        foreach (var name in Libraries)
        {
            if (NativeLibrary.TryLoad(name, typeof(PcapDrops).Assembly, null, out var library) && NativeLibrary.TryGetExport(library, "pcap_stats", out var function))
                return Marshal.GetDelegateForFunctionPointer<GetStatistics>(function);
        }

        return null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Statistics
    {
        public uint Received;
        public uint Dropped;
        public uint InterfaceDropped;
    }
}
