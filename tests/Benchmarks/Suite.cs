using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Benchmarks.Lookups;
using PassiveDns.Benchmarks.Peers;
using PassiveDns.Benchmarks.Screens;
using PassiveDns.Benchmarks.Stages;
using PassiveDns.Benchmarks.Streams;
using PassiveDns.Benchmarks.Workload;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Maintenance;

namespace PassiveDns.Benchmarks;

/// <summary>Verbs that measure. Files are kept in the system's folder for temporary files and used again.</summary>
internal static class Suite
{
    private const int Rounds = 5;

    private static string Folder => Path.Combine(Path.GetTempPath(), "pdns-benchmarks");
    private static string ArchivePath => Path.Combine(Folder, "w1.pdns");

    /// <summary>Everything: the workload where it is not there yet, stages, lookups, others beside us.</summary>
    public static int All()
    {
        var capture = Generated("w1", new WorkloadOptions());
        Console.WriteLine(Machine());
        Console.WriteLine();
        Stages(StageTable.All, capture);
        Console.WriteLine();
        PrintSizes();
        Console.WriteLine();
        Lookups(ArchivePath);
        Console.WriteLine();
        PrintPeers(capture);
        return 0;
    }

    public static int Stages(IReadOnlyList<Stage> stages, string capture)
    {
        Directory.CreateDirectory(Folder);
        StageReport.Print(stages, new StageInput(capture, ArchivePath), Rounds, Console.Out);
        return 0;
    }

    /// <summary>A capture of 2 million packets, 90 % of them of the web: how fast what is not DNS is passed over.</summary>
    public static int Mixed()
    {
        var capture = Mixture();
        Console.WriteLine(Machine());
        Console.WriteLine();
        return Stages(StageTable.Mixed, capture);
    }

    public static int Lookups(string path)
    {
        using var archive = Archive.OpenRead(path);
        LookupReport.Print(archive, Console.Out);
        ColdLookups.Print(Program(), path, archive, Console.Out);
        return 0;
    }

    public static int Outputs(string path)
    {
        Directory.CreateDirectory(Folder);
        OutputReport.Print(Program(), path, Folder, Console.Out);
        return 0;
    }

    /// <param name="capture">Ingested meanwhile, again and again; null for none.</param>
    public static int Screens(string path, string? capture)
    {
        Console.WriteLine(Machine());
        return ScreenReport.Print(Program(), path, LargestTopLevel(path), capture, Console.Out);
    }

    /// <summary>A question with many rows: all below the top-level domain that the first RRset lies in.</summary>
    private static string LargestTopLevel(string path)
    {
        using var archive = Archive.OpenRead(path);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        foreach (var set in archive.Find(new RRsetQuery { Side = LookupSide.All }).Take(100_000))
        {
            var top = DomainNameFormat.ToText(DomainName.Ancestor(owner[..set.ReadOwner(owner)], 1));
            counts[top] = counts.GetValueOrDefault(top) + 1;
        }

        return $"*.{counts.MaxBy(pair => pair.Value).Key}";
    }

    public static int Searches(string path, ulong seed)
    {
        using var archive = Archive.OpenRead(path);
        SearchReport.Print(archive, seed, Console.Out);
        return 0;
    }

    /// <summary>What others make of the workload W1, beside us.</summary>
    public static int Peers()
    {
        var capture = Generated("w1", new WorkloadOptions());
        Console.WriteLine(Machine());
        Console.WriteLine();
        PrintPeers(capture);
        return 0;
    }

    /// <summary>The mixed capture through standard input, again and again.</summary>
    public static int Stream(int gigabytes)
    {
        var capture = Mixture();
        Console.WriteLine(Machine());
        Console.WriteLine();
        return StreamReport.Print(Program(), capture, Path.Combine(Folder, "stream.pdns"), gigabytes, Console.Out);
    }

    private static void PrintPeers(string capture) => PeerReport.Print(new PeerTable(Program(), capture, Folder), Console.Out);

    private static string Mixture() => Generated("mixed", new WorkloadOptions { Pairs = 100_000, WebBursts = 6 });

    private static void PrintSizes()
    {
        using var archive = Archive.OpenRead(ArchivePath);
        var info = ArchiveInfo.Read(archive);
        Console.WriteLine(FormattableString.Invariant($"archive: {info.RRsets:N0} RRsets, {info.Observations:N0} times said"));
        foreach (var part in info.Components.Where(part => part.Octets > 0))
        {
            var each = (double)part.Octets / info.RRsets;
            Console.WriteLine(FormattableString.Invariant($"{part.Component,-10} {part.Octets,12:N0} octets {each,6:F1} per RRset"));
        }
    }

    /// <summary>A generated capture, made where it is not there yet; its name tells which version of the generator made it.</summary>
    private static string Generated(string name, WorkloadOptions options)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{name}-{GenerateCommand.ExpectedDigest[..8]}.pcap");
        if (File.Exists(path)) return path;

        var unfinished = path + ".part";
        GenerateCommand.Generate(unfinished, options);
        File.Move(unfinished, path);
        return path;
    }

    /// <summary>The program that the variable PDNS_PROGRAM names, as it was published; without it as it was built beside this one, in the same configuration.</summary>
    private static string Program()
    {
        if (Environment.GetEnvironmentVariable("PDNS_PROGRAM") is { Length: > 0 } program) return program;

        // This one stands in tests/Benchmarks/bin/Release/net10.0.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var name = OperatingSystem.IsWindows() ? "pdns.exe" : "pdns";
        return Path.Combine(root, "Tui", "bin", output.Parent.Name, output.Name, name);
    }

    private static string Machine() =>
        $"{Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}{(RuntimeFeature.IsDynamicCodeCompiled ? "" : ", machine code throughout")}";

    private static string Processor()
    {
        const string Field = "model name";
        if (!File.Exists("/proc/cpuinfo")) return RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
