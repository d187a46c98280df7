using PassiveDns.Formats.Interchange;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>Tells of what was in a file in the Common Output Format and could not be used.</summary>
internal static class CofReport
{
    private const int MostLinesSaid = 10;

    public static ExitCode Write(CommonOutputFile file, string path, Messages messages)
    {
        var unusable = file.Unusable.Values.Sum();
        if (unusable > 0)
        {
            messages.Write($"{path}: {Quantity.Number(unusable)} of {Quantity.Count(file.Records + unusable, "line")} cannot be used:");
            foreach (var line in file.FirstUnusable.Take(MostLinesSaid)) messages.Write($"  line {Quantity.Number(line.Line)}: {CommonOutputFaultText.Of(line.Fault)}");
            if (unusable > MostLinesSaid) messages.Write($"  and {Quantity.Number(unusable - MostLinesSaid)} more");
        }

        var ending = Ending(file);
        if (ending.Length > 0) messages.Write($"{path}: {ending}");
        return unusable > 0 || file.Ending is StreamEnding.Failed or StreamEnding.Missing ? ExitCode.DamagedInput : ExitCode.Done;
    }

    private static string Ending(CommonOutputFile file) => file.Ending switch
    {
        StreamEnding.Limited => $"its sender had more than it sent{Said(file)}",
        StreamEnding.Failed => $"its sender failed{Said(file)}",
        StreamEnding.Missing => "it was cut: the end that its frame promises is missing",
        _ => "",
    };

    private static string Said(CommonOutputFile file) => file.EndingMessage.Length > 0 ? $": {file.EndingMessage}" : "";
}
