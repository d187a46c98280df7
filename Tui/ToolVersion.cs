using System.Reflection;

namespace PassiveDns.Tui;

/// <summary>The program's version, as <c>--version</c> prints it and each source records it.</summary>
internal static class ToolVersion
{
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
