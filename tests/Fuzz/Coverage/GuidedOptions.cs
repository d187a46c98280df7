using System.Globalization;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>What a guided run is told on the command line.</summary>
internal sealed record GuidedOptions
{
    public long Inputs { get; init; } = 1_000_000;

    /// <summary>The run ends after so long, if not before by <see cref="Inputs"/>.</summary>
    public double Seconds { get; init; } = double.MaxValue;

    public ulong Seed { get; init; } = 1;

    /// <summary>Inputs to begin with beside the target's own, and where those that reach new edges are kept; null for neither.</summary>
    public string? Corpus { get; init; }

    /// <summary>Where inputs go that did not pass.</summary>
    public string Out { get; init; } = Path.Combine(Path.GetTempPath(), "pdns-fuzz");

    /// <exception cref="FormatException">An option is not known or has no value.</exception>
    public static GuidedOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new GuidedOptions();
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            var value = arguments[1];
            options = arguments[0] switch
            {
                "--inputs" => options with { Inputs = long.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--corpus" => options with { Corpus = Path.GetFullPath(value) },
                "--out" => options with { Out = Path.GetFullPath(value) },
                _ => throw new FormatException($"no option '{arguments[0]}'"),
            };
        }

        return arguments.IsEmpty ? options : throw new FormatException($"'{arguments[0]}' wants a value");
    }
}
