using System.Diagnostics;
using System.Globalization;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>How long the program takes to print a million rows in each format, and to look up a list of indicators, beside what finding the rows takes.</summary>
internal static class OutputReport
{
    private const int Rows = 1_000_000;
    private const int Indicators = 100_000;
    private const int Rounds = 3;
    private const int ReadsPerLook = 16;

    private static readonly string[] Formats = ["cof", "jsonl", "saf", "csv", "dnsdb", "minimal", "table"];

    /// <param name="program">The built <c>pdns</c>.</param>
    /// <param name="folder">For the list of indicators.</param>
    public static void Print(string program, string path, string folder, TextWriter output)
    {
        using var archive = Archive.OpenRead(path);
        output.WriteLine($"{"what",-34} {"seconds",8} {"rows/s",12} {"MiB",6}  least of {Rounds}; resident memory at its highest");
        var walk = double.MaxValue;
        var rows = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            rows = archive.Find(new RRsetQuery { Side = LookupSide.All }).Take(Rows).LongCount();
            walk = Math.Min(walk, watch.Elapsed.TotalSeconds);
        }

        output.WriteLine(Row("found, in this process", walk, rows, null));
        var limit = Rows.ToString(CultureInfo.InvariantCulture);
        foreach (var format in Formats) Report($"lookup '*' -p {format}", rows, ["lookup", "*", "-l", limit, "-p", format, "-q", "-a", path]);

        var list = Path.Combine(folder, "indicators.txt");
        WriteIndicators(archive, list);
        Report($"lookup -f, {Indicators:N0} indicators", Indicators, ["lookup", "-f", list, "-p", "csv", "-q", "-a", path]);

        void Report(string what, long count, string[] arguments)
        {
            var (seconds, octets) = (double.MaxValue, 0L);
            for (var round = 0; round < Rounds; round++)
            {
                var (elapsed, memory) = Run(program, arguments);
                (seconds, octets) = (Math.Min(seconds, elapsed), Math.Max(octets, memory));
            }

            output.WriteLine(Row(what, seconds, count, octets));
        }
    }

    /// <summary>Names from all over the archive, and as many that are not in it.</summary>
    private static void WriteIndicators(Archive archive, string path)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        using var file = new StreamWriter(path) { NewLine = "\n" };
        var (place, written, next) = (0L, 0, 0L);
        var step = Math.Max(1, archive.RRsetBound / Indicators * 2);
        foreach (var rrset in archive.Find(new RRsetQuery { Side = LookupSide.All }))
        {
            if (place++ < next) continue;
            if (written == Indicators) break;
            next += step;
            var name = DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)]);
            file.WriteLine(name);
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"x{written}.{name}"));
            written += 2;
        }
    }

    private static (double Seconds, long Octets) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var buffer = new byte[1 << 16];
        long peak = 0;
        for (var reads = 0; process.StandardOutput.BaseStream.Read(buffer) > 0; reads++) // what is read is thrown away
        {
            if (reads % ReadsPerLook == 0) peak = Math.Max(peak, PeakOf(process));
        }

        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return (watch.Elapsed.TotalSeconds, peak);
    }

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has ended already
        }
    }

    private static string Row(string what, double seconds, long rows, long? octets) => string.Create(
        CultureInfo.InvariantCulture, $"{what,-34} {seconds,8:F2} {rows / seconds,12:N0} {(octets is { } memory ? $"{memory >> 20}" : "-"),6}");
}
