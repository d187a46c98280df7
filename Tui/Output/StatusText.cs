using System.Text;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>The words for status and vantage, as text for tables and screens.</summary>
public static class StatusText
{
    public static string Of(SightingStatus status) => Encoding.ASCII.GetString(SightingStatusText.Of(status));

    public static string Of(Vantage vantage) => Encoding.ASCII.GetString(VantageText.Of(vantage));
}
