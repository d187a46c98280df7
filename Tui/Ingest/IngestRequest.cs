using System.Globalization;

namespace PassiveDns.Tui.Ingest;

/// <summary>An ingest as the command line asks for it.</summary>
internal sealed record IngestRequest
{
    private const ushort DnsPort = 53;

    public required string ArchiveFolder { get; init; }

    /// <summary>Files and folders as the user gave them; <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Ports taken for DNS beside 53.</summary>
    public IReadOnlyList<ushort> Ports { get; init; } = [];

    /// <summary>Bring the names index up to date afterwards.</summary>
    public bool WithNamesIndex { get; init; } = true;

    /// <summary>Only say what went wrong.</summary>
    public bool Quiet { get; init; }

    /// <summary>What bears on the result and is not as usual, in the words of the command line.</summary>
    public string OptionText => string.Join(' ', Ports.Order().Distinct().Select(port => $"--port {port}"));

    /// <summary>All ports of DNS for an ingest with this <see cref="OptionText"/>.</summary>
    public static IReadOnlyCollection<ushort> PortsOf(string optionText) =>
        [DnsPort, .. optionText.Split(' ').Select(word => ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : DnsPort)];
}
