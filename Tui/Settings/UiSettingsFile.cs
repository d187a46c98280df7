using PassiveDns.Formats;

namespace PassiveDns.Tui.Settings;

/// <summary>Settings as they were found.</summary>
/// <param name="Problems">A sentence for each thing that could not be understood, with file and line, for the user; it may hold text of the file: to be sanitised.</param>
public sealed record UiSettingsReading(UiSettings Settings, IReadOnlyList<string> Problems);

/// <summary>The user's settings of the terminal UI: <c>pdns/tui.json</c> in the folder where programs keep such.</summary>
/// <remarks>A file in which something could not be understood is never written over: that would lose what the user meant.</remarks>
/// <param name="path">Null where the system names no such folder: settings are then the usual ones, and not kept.</param>
public sealed class UiSettingsFile(string? path)
{
    private const int LongestFile = 1 << 16; // octets

    /// <summary>Null where there is none.</summary>
    public string? Path => path;

    /// <summary>Finds the file: $XDG_CONFIG_HOME/pdns/tui.json, else ~/.config/pdns/tui.json; on Windows %APPDATA%\pdns\tui.json.</summary>
    /// <param name="variable">Gives the value of an environment variable. A folder must be an absolute path (XDG Base Directory Specification).</param>
    public static UiSettingsFile Find(Func<string, string?> variable, bool isWindows)
    {
        var folder = isWindows ? Folder("APPDATA") : Folder("XDG_CONFIG_HOME") ?? (Folder("HOME") is { } home ? System.IO.Path.Combine(home, ".config") : null);
        return new(folder is null ? null : System.IO.Path.Combine(folder, "pdns", "tui.json"));

        string? Folder(string name) => variable(name) is { Length: > 0 } value && System.IO.Path.IsPathFullyQualified(value) ? value : null;
    }

    /// <summary>Reads the settings. Throws nothing for what a file can be.</summary>
    public UiSettingsReading Read()
    {
        try
        {
            return path is null || !File.Exists(path) ? new(new(), []) : UiSettingsJson.Read(path, Octets(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(new(), [$"{path} cannot be read: {FileFault.Reason(e) ?? e.Message}; the usual settings are used"]);
        }
    }

    /// <summary>Writes the settings in one step: the file is the old one or the new one, whole.</summary>
    /// <returns>Why they could not be written, a sentence for the user; null where they were.</returns>
    public string? Write(UiSettings settings)
    {
        if (path is null) return "settings are not kept: neither XDG_CONFIG_HOME nor HOME (on Windows: APPDATA) names a folder";
        if (Read().Problems is [var problem, ..]) return $"settings are not written over a file that could not be understood: {problem}";
        try
        {
            // A link stays one: people keep such files elsewhere.
            var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null;
            WriteWhole(target ?? path, UiSettingsJson.Write(settings));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {FileFault.Reason(e) ?? e.Message}";
        }
    }

    private static void WriteWhole(string path, byte[] octets)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Environment.ProcessId}.new";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                file.Write(octets);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static byte[] Octets(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > LongestFile) throw new IOException(FormattableString.Invariant($"it has {file.Length} octets, settings have {LongestFile} at most"));
        var octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }
}
