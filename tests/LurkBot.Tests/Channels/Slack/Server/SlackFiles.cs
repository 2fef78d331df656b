using System.Text;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>The addresses of uploads and downloads.</summary>
internal sealed class SlackFiles(SlackWorld world)
{
    // Without the token and its scope, the page of the sign-in comes with status 200.
    private static readonly byte[] Login = Encoding.UTF8.GetBytes("<!DOCTYPE html><html><head><title>Login | Slack</title></head><body>Sign in</body></html>\n");

    public (int Status, string Type, byte[] Body) Download(HttpRequest request, SlackRequest logged)
    {
        lock (world.Gate)
        {
            var id = request.Path.Value!.Split('/')[2];
            var app = world.Apps.Find(known => known.BotToken == logged.Token && known.TokenError is null);
            if (app is null || !app.Scopes.Contains("files:read") || !world.Files.TryGetValue(id, out var file) || !IsVisible(file, app))
            {
                logged.Error = "login";
                return (200, "text/html; charset=utf-8", Login);
            }

            return (200, file.MimeType, file.Content ?? []);
        }
    }

    public async Task<(int Status, string Type, byte[] Body)> UploadAsync(HttpRequest request, SlackRequest logged, CancellationToken cancellationToken)
    {
        var id = request.Path.Value!.Split('/')[3];
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellationToken);
        content.Position = 0;
        // The bytes are the body, or the one part of a form.
        var bytes = request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true
            ? (await SlackBody.ReadPartsAsync(content, request.ContentType, cancellationToken)).FirstOrDefault().Content ?? []
            : content.ToArray();
        lock (world.Gate)
        {
            logged.Error = !world.Files.TryGetValue(id, out var file) || file.Content is not null ? "used or unknown address"
                : file.Size != bytes.Length ? $"{file.Size} bytes were announced, {bytes.Length} came" : null;
            if (logged.Error is not null)
                return (400, "text/plain", Encoding.UTF8.GetBytes(logged.Error));
            file!.Content = bytes;
            return (200, "text/plain", Encoding.UTF8.GetBytes($"OK - {bytes.Length}"));
        }
    }

    /// <summary>Whether an app can see a file: its own, or one shared where it is a member.</summary>
    public static bool IsVisible(WorkspaceFile file, WorkspaceApp app) => file.Owner == app.User.Id || file.Shares.Exists(share => share.Channel.Has(app.User));
}
