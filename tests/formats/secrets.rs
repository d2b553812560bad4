//! No format repeats a secret, wherever in a description it stands and whichever rules report near it.

use apivet::engine::{Settings, lint};
use apivet::finding::{Profile, Report};
use apivet::output::OutputFormat;
use apivet::source::MemLoader;

use super::{plain, report};

/// One secret for each place, none of them in a place that another test has.
const SECRETS: [&str; 9] = [
    "b3JkZXJzOkd3MyF6THE4aw==",
    "Bx7!mKd3v",
    "letmein77",
    "t5Jc8Vn2Xk9Fq4Wz",
    "Vt2!pQz9x",
    "z6Lp1Tg8Yd3Mh7Rb5Cw0",
    "m4Wd7Ry2Hs8Lc3Nb",
    "Hn5!rTy8k",
    "Jp6!sUz4m",
];

fn description() -> String {
    let [comment, prose, default, variable, title, setting, enumerated, key, contact] = SECRETS;
    format!(
        r#"openapi: 3.0.3
# curl -H "Authorization: Basic {comment}" http://api.acme.com
info:
  title: see postgres://orders:{title}@db.acme.com/orders
  version: "1"
  description: |
    Log in as system. The password is `{prose}`.
    Send it to http://api.acme.com.
  contact: {{name: "mysql://orders:{contact}@db.acme.com/o"}}
servers:
  - url: http://{{apiKey}}.api.acme.com
    variables: {{apiKey: {{default: {variable}}}}}
x-kong-plugin-openid-connect: {{config: {{client_secret: [{setting}]}}}}
paths:
  /orders:
    post:
      parameters:
        - {{name: token, in: query, schema: {{type: string, enum: [{enumerated}]}}}}
      requestBody:
        content:
          application/json:
            schema: {{type: object, properties: {{password: {{type: string, default: {default}}}}}}}
            example: {{"redis://orders:{key}@db.acme.com": 1}}
      responses: {{"200": {{description: Created}}}}
"#
    )
}

fn run() -> Report {
    let mut loader = MemLoader::default();
    loader.insert("api.yaml", description().as_bytes());
    let settings = Settings { profile: Profile::Audit, ..Settings::default() };
    report::report(lint("api.yaml", &loader, &settings))
}

#[test]
fn secrets_of_every_place_are_found_and_never_repeated() {
    let report = run();
    let found = |rule: &str| report.all().filter(|(_, finding)| finding.rule.id == rule).count();
    assert_eq!([found("secret-in-example"), found("secret-in-default"), found("secret-in-description")], [5, 3, 1]);
    for format in OutputFormat::ALL {
        let written = plain(format.as_str(), &report);
        for secret in SECRETS {
            assert!(!written.contains(secret), "{format} repeats {secret}");
        }
    }
}
