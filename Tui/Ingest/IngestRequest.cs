using System.Globalization;
using PassiveDns.Analyzer;
using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Bailiwick;

namespace PassiveDns.Tui.Ingest;

/// <summary>An ingest as the command line asks for it.</summary>
internal sealed record IngestRequest
{
    public const string AnyPortText = "--any-port";

    /// <summary>Most sources at a time where nothing else is asked for: each may take 48 MiB for its unfinished business.</summary>
    public const int MostUsualThreads = 4;

    public const long UsualLongSource = 1L << 30;

    /// <summary>Half a minute or so.</summary>
    public const long UsualFramesPerCheckpoint = 1L << 24;

    private const ushort DnsPort = 53;

    /// <summary>As many as there are processors, within limits.</summary>
    public static int UsualThreads => Math.Min(Environment.ProcessorCount, MostUsualThreads);

    public required string ArchiveFolder { get; init; }

    /// <summary>Files and folders as the user gave them; <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Ports taken for DNS beside 53.</summary>
    public IReadOnlyList<ushort> Ports { get; init; } = [];

    /// <summary>Bring the names index up to date afterwards.</summary>
    public bool WithNamesIndex { get; init; } = true;

    /// <summary>Put runs of like size together.</summary>
    public bool WithCompaction { get; init; } = true;

    /// <summary>Hints that are to be the archive's from now on; null for those that it has.</summary>
    public Hints? Hints { get; init; }

    /// <summary>A public suffix list that is to be the archive's from now on; null for the one that it has.</summary>
    public PublicSuffixList? Suffixes { get; init; }

    /// <summary>Only say what went wrong.</summary>
    public bool Quiet { get; init; }

    /// <summary>Guess at DNS on other ports too.</summary>
    public bool AnyPort { get; init; }

    /// <summary>Sources that are read at the same time.</summary>
    public int Threads { get; init; } = UsualThreads;

    /// <summary>Octets of a file from which on it is worth a checkpoint now and then.</summary>
    public long LongSource { get; init; } = UsualLongSource;

    /// <summary>Frames between two checkpoints of a long source.</summary>
    public long FramesPerCheckpoint { get; init; } = UsualFramesPerCheckpoint;

    /// <summary>What bears on the result and is not as usual, in the words of the command line.</summary>
    public string OptionText
    {
        get
        {
            var options = Ports.Order().Distinct().Select(port => $"--port {port}");
            return string.Join(' ', AnyPort ? options.Append(AnyPortText) : options);
        }
    }

    /// <summary>What an ingest or tap with this <see cref="OptionText"/> looks at.</summary>
    public static AnalysisOptions AnalysisOf(string optionText)
    {
        var words = optionText.Split(' ');
        return new AnalysisOptions
        {
            Ports = [DnsPort, .. words.Select(PortOf)],
            AnyPort = words.Contains(AnyPortText),
        };
    }

    private static ushort PortOf(string word) =>
        ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : DnsPort;
}
