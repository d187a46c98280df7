namespace PassiveDns.Tui.Screens;

/// <summary>The columns of a result.</summary>
public enum ResultColumn
{
    RRName,
    Type,
    RData,
    First,
    Last,
    Count,
    Bailiwick,
    Vantage,
    Window,
}
