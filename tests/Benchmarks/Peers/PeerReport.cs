using System.Globalization;
using PassiveDns.Benchmarks.Stages;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Runs <c>pdns</c> and what others use in turn, several rounds, and prints the medians beside each other; then the lookups.</summary>
internal static class PeerReport
{
    public const int Rounds = 3;

    public static void Print(PeerTable table, TextWriter output)
    {
        var rows = table.Rows;
        var runs = rows.Select(_ => new List<StageRun>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (rows[i].Run is { } run) runs[i].Add(run());
            }
        }

        output.WriteLine(Line("program", "seconds", "CPU s", "peak MiB", "M packets/s", "k RRsets/s", "x pdns", "CPU x", "octets/RRset", "x pdns"));
        var ours = new Figures(rows[0], runs[0]);
        for (var i = 0; i < rows.Count; i++)
            output.WriteLine(rows[i].Run is null ? $"{rows[i].Name,-33} not installed: apt-get install {rows[i].Package}" : Row(new Figures(rows[i], runs[i]), ours));
        output.WriteLine();
        PeerLookups.Print(table, output);
    }

    private static string Row(Figures row, Figures ours) => Line(
        row.Peer.Name,
        Text(row.Seconds, "F2"),
        Text(row.CpuSeconds, "F2"),
        Text(row.PeakOctets / 1048576.0, "F0"),
        Text(row.PacketsPerSecond / 1e6, "F3"),
        Text(row.RRsetsPerSecond / 1e3, "F0"),
        Text(Ratio(row, ours, figures => figures.Seconds), "F2"),
        Text(Ratio(row, ours, figures => figures.CpuSeconds), "F2"),
        Text(row.OctetsPerRRset, "F1"),
        Text(row.OctetsPerRRset / ours.OctetsPerRRset, "F2"));

    /// <summary>Time for a packet, or for an RRset where no packets are seen, in ours.</summary>
    private static double Ratio(Figures row, Figures ours, Func<Figures, double> time)
    {
        var work = row.Peer.Packets > 0 ? (double)row.Peer.Packets / ours.Peer.Packets : (double)row.Peer.RRsets / ours.Peer.RRsets;
        return time(row) / work / time(ours);
    }

    private static string Line(
        string name, string seconds, string cpu, string peak, string packets, string rrsets, string ratio, string cpuRatio, string octets, string octetsRatio) =>
        $"{name,-33} {seconds,7} {cpu,7} {peak,8} {packets,11} {rrsets,10} {ratio,6} {cpuRatio,5} {octets,12} {octetsRatio,6}";

    private static string Text(double? figure, string format) => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    /// <summary>The medians of a row; null for what it does not have.</summary>
    private sealed class Figures(Peer peer, List<StageRun> runs)
    {
        public Peer Peer => peer;
        public double Seconds => Median(run => run.Seconds);
        public double CpuSeconds => Median(run => run.CpuSeconds);
        public long PeakOctets => runs.Max(run => run.PeakOctets);
        public double? PacketsPerSecond => peer.Packets == 0 ? null : peer.Packets / Seconds;
        public double? RRsetsPerSecond => peer.RRsets == 0 ? null : peer.RRsets / Seconds;
        public double? OctetsPerRRset => peer.Octets is { } octets ? (double)octets() / peer.RRsets : null;

        private double Median(Func<StageRun, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
    }
}
